"use strict";
(function () {
  // Sliders show parts that were made before: each position has its text and its pictures, these as runs of lines in one table.
  const panel = document.getElementById("what-if");
  const data = JSON.parse(document.getElementById("positions").textContent);
  const inputs = Array.from(panel.querySelectorAll("input"));
  const moved = document.getElementById("moved");
  const reset = document.getElementById("reset");

  function picture(place, runs) {
    const parts = [];
    for (let at = 0; at !== runs.length; at += 2) {
      parts.push(...data.lines.slice(runs[at], runs[at] + runs[at + 1]));
    }
    const frame = document.getElementById(place);
    frame.hidden = parts.length === 0;
    frame.replaceChildren();
    if (parts.length !== 0) {
      const drawn = new DOMParser().parseFromString(parts.join("\n"), "image/svg+xml");
      frame.appendChild(document.importNode(drawn.documentElement, true));
    }
  }

  function name(slider, input) {
    const at = data.sliders[slider].positions[Number(input.value)].at;
    input.setAttribute("aria-valuetext", at);
    document.getElementById(input.id + "-value").textContent = at;
  }

  function show(slider) {
    const of = data.sliders[slider];
    const number = Number(inputs[slider].value);
    const position = of.positions[number];
    inputs.forEach(function (input, other) {
      if (other !== slider) {
        input.value = String(data.sliders[other].now);
      }
      name(other, input);
    });
    const same = number === of.now;
    const now = of.positions[of.now].at;
    moved.textContent = same
      ? "All numbers as they are in this report."
      : "If “" + of.caption + "” were " + position.at + " instead of " + now + ", all else as it is:";
    reset.disabled = same;
    document.getElementById("then-line").textContent = position.line;
    document.getElementById("then-answer").textContent = position.answer;
    document.getElementById("then-answer").parentNode.hidden = position.answer === "";
    document.getElementById("then-trust").textContent = position.trust;
    picture("then-outcomes", position.outcomes);
    picture("then-tree", position.tree);
  }

  inputs.forEach(function (input, slider) {
    input.addEventListener("input", function () { show(slider); });
  });
  reset.addEventListener("click", function () {
    inputs.forEach(function (input, slider) { input.value = String(data.sliders[slider].now); });
    show(0);
  });
  inputs.forEach(function (input, slider) { input.value = String(data.sliders[slider].now); });
  panel.hidden = false;
  document.getElementById("to-what-if").hidden = false;
  show(0);
})();
