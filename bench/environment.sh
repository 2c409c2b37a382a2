# Sourced by the benchmarks: `environment FOLDER PACKAGE VERSION` makes a virtual environment (Python 3.10 or later) with a package
# of that version, unless it is there, and sets `python` to its interpreter.
environment() {
  python="$1/bin/python"
  if [ ! -x "$python" ]; then
    python3 -m venv "$1"
  fi
  if ! "$python" -c "from importlib.metadata import version; assert version('$2') == '$3'" 2>/dev/null; then
    "$python" -m pip install --quiet "$2==$3"
  fi
}

# The words that keep what is timed on one core.
one_core() {
  if command -v taskset >/dev/null 2>&1; then
    echo "taskset -c $(taskset -cp $$ | sed 's/.*: *//; s/[-,].*//')"
  fi
}
