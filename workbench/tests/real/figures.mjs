// Times in a table: how many, the median, the 95th and 99th percentile, the longest.

function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/** A row from times in milliseconds. */
export function row(what, times) {
  const sorted = [...times].sort((one, other) => one - other);
  return [what, sorted.length, ...[0.5, 0.95, 0.99, 1].map((share) => percentile(sorted, share).toFixed(0))];
}

export function table(rows) {
  const all = [["milliseconds", "count", "median", "p95", "p99", "longest"], ...rows].map((cells) => cells.map(String));
  const widths = all[0].map((_, column) => Math.max(...all.map((cells) => cells[column].length)));
  return all.map((cells) => cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column] + 2))).join("")).join("\n");
}
