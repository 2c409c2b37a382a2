// How likely each value of a parameter is thought to be, as a strip under its slider.
// In: densities at evenly spaced points. Out: the outline of an area in a box of 100 by 10.

export function strip(density: readonly number[]): string {
  if (density.length < 2) return "M0 10V7H100V10Z";
  const most = Math.max(...density, 1e-300);
  const points = density.map((height, number) => {
    const x = (100 * number) / (density.length - 1);
    const y = 10 - 9 * Math.max(0, height / most);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return `M0 10L${points.join("L")}L100 10Z`;
}

/** Where a value lies between two others, from 0 to 1. */
export function share(value: number, low: number, high: number): number {
  return high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0;
}

/** A step that divides a range finely and has a short decimal. */
export function stepOf(low: number, high: number): number {
  const range = high - low;
  if (!(range > 0)) return 0.01;
  return 10 ** Math.floor(Math.log10(range / 100));
}
