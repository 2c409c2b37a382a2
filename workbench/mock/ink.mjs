// The style sheet of pictures, as the program makes it (crates/view/src/scene/ink.rs, crates/view/src/svg.rs).

const LIGHT = ["0072b2", "d55e00", "009e73", "cc79a7", "e69f00", "56b4e9", "f0e442", "8a8f98"];
const DARK = ["4aa3df", "ee7f33", "2fbf93", "dd93bc", "f0b02a", "86ccf2", "f2e860", "9aa0aa"];
const ROLES = {
  ground: ["ffffff", "15181d"],
  ink: ["1b1f24", "e8eaed"],
  muted: ["59606a", "a6adb8"],
  rule: ["d9dde2", "343a43"],
  faint: ["b4bac2", "565d68"],
  band: ["f3f4f6", "1e2229"],
  below: ["3b6fb6", "6fa3e8"],
  above: ["d97a1e", "f09a48"],
};

function mixed(from, to, share) {
  const part = (text, at) => parseInt(text.slice(at, at + 2), 16);
  return [0, 2, 4].map((at) => Math.round(part(from, at) + (part(to, at) - part(from, at)) * share).toString(16).padStart(2, "0")).join("");
}

function rules(theme, dark) {
  const hues = dark ? DARK : LIGHT;
  const ground = ROLES.ground[dark ? 1 : 0];
  const all = Object.entries(ROLES).map(([name, pair]) => [name, pair[dark ? 1 : 0]]);
  hues.forEach((hue, number) => {
    all.push([`h${number}`, hue]);
    for (let step = 0; step <= 10; step++) all.push([`t${number}-${step}`, mixed(ground, hue, step / 10)]);
  });
  return all.map(([name, colour]) => `.${theme} .f-${name}{fill:#${colour}}.${theme} .s-${name}{stroke:#${colour}}`).join("\n");
}

export function pictureStyles() {
  const sizes = { title: [17, 600], head: [13, 600], body: [13, 400], small: [11, 400] };
  return [
    '.standoff text{font-family:Inter,"Helvetica Neue",Helvetica,Arial,sans-serif;font-variant-numeric:tabular-nums}',
    ...Object.entries(sizes).map(([name, [size, weight]]) => `.standoff .${name}{font-size:${size}px;font-weight:${weight}}`),
    rules("auto", false),
    `@media (prefers-color-scheme:dark){${rules("auto", true)}}`,
    rules("light", false),
    rules("dark", true),
  ].join("\n");
}
