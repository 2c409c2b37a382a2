// Settings: what differs from the file, and how it is written elsewhere.
// In: an outline and a setting. Out: settings, flags of the command line, lines of a `variant`.

import type { Outline, Parameter, Setting } from "./protocol";

export function asInFile(): Setting {
  return { parameters: {}, options: {}, variant: null, opinions: null };
}

export function isAsInFile(setting: Setting): boolean {
  return (
    Object.keys(setting.parameters).length === 0 &&
    Object.keys(setting.options).length === 0 &&
    setting.variant === null &&
    setting.opinions === null
  );
}

/** The setting without what the outline does not know any more. */
export function fitting(setting: Setting, outline: Outline): Setting {
  const parameters = new Set(outline.parameters.map((parameter) => parameter.name));
  const options = new Map(outline.options.map((option) => [option.name, option.values]));
  return {
    parameters: pick(setting.parameters, (name) => parameters.has(name)),
    options: pick(setting.options, (name, value) => options.get(name)?.includes(value) ?? false),
    variant: outline.variants.some(({ name }) => name === setting.variant) ? setting.variant : null,
    opinions: outline.opinions.some(({ name }) => name === setting.opinions) ? setting.opinions : null,
  };
}

function pick<Value>(from: Record<string, Value>, keep: (name: string, value: Value) => boolean) {
  return Object.fromEntries(Object.entries(from).filter(([name, value]) => keep(name, value)));
}

/** A parameter set to a value; to none: as in the file. */
export function withParameter(setting: Setting, name: string, value: number | null): Setting {
  const { [name]: _, ...rest } = setting.parameters;
  return { ...setting, parameters: value === null ? rest : { ...rest, [name]: value } };
}

/** An option set to a value; to the file's own: as in the file. */
export function withOption(setting: Setting, outline: Outline, name: string, value: string): Setting {
  const { [name]: _, ...rest } = setting.options;
  const own = outline.options.find((option) => option.name === name)?.value;
  return { ...setting, options: value === own ? rest : { ...rest, [name]: value } };
}

/** The value in force as far as the page knows: what a slider was moved to, or the file's. */
export function valueOf(setting: Setting, parameter: Parameter): number {
  return setting.parameters[parameter.name] ?? parameter.value;
}

/** Flags that say the same to the program. */
export function flags(setting: Setting): string {
  const words: string[] = [];
  if (setting.variant !== null) words.push(`--variant ${setting.variant}`);
  if (setting.opinions !== null) words.push(`--opinions ${setting.opinions}`);
  for (const [name, value] of Object.entries(setting.options)) words.push(`--option ${name}=${value}`);
  for (const [name, value] of Object.entries(setting.parameters)) words.push(`--set ${name}=${value}`);
  return words.join(" ");
}

/** A statement that gives the setting a name in the file. */
export function asVariant(setting: Setting, name: string, caption: string): string {
  const lines = [`variant ${name} "${caption.replace(/["\\]/g, "\\$&")}"`];
  for (const [parameter, value] of Object.entries(setting.parameters)) lines.push(`  ${parameter} = ${value}`);
  for (const [option, value] of Object.entries(setting.options)) lines.push(`  option ${option} = ${value}`);
  return `${lines.join("\n")}\n`;
}

/** Parameters under their headings, in the order of the file. */
export function groups(parameters: Parameter[]): { heading: string; parameters: Parameter[] }[] {
  const out: { heading: string; parameters: Parameter[] }[] = [];
  for (const parameter of parameters) {
    const last = out.find((group) => group.heading === parameter.group);
    if (last === undefined) out.push({ heading: parameter.group, parameters: [parameter] });
    else last.parameters.push(parameter);
  }
  return out;
}

/** A value in the words of the file: percents where it has percents. */
export function shown(value: number, percent: boolean): string {
  const number = percent ? value * 100 : value;
  const text = String(Number(number.toPrecision(4)));
  return (percent ? `${text}%` : text).replace("-", "−");
}

/** A number as a person writes it, `35%` or `0.35`; null if it is none. */
export function readNumber(text: string, percent: boolean): number | null {
  const clean = text.trim().replace("−", "-").replace(",", ".");
  const match = /^(-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*(%?)$/i.exec(clean);
  if (match === null) return null;
  const number = Number(match[1]);
  if (!Number.isFinite(number)) return null;
  return match[2] === "%" || (percent && Math.abs(number) > 1) ? tidy(number / 100) : number;
}

/** Why a text is no value of a parameter, in a sentence; null if it is one. */
export function wrongWith(text: string, parameter: Pick<Parameter, "percent" | "low" | "high">): string | null {
  const number = readNumber(text, parameter.percent);
  if (number === null) return parameter.percent ? "This is no number: write 35% or 0.35." : "This is no number: write 0.35, −2 or 1e6.";
  const share = parameter.percent && (parameter.low ?? 0) >= 0 && (parameter.high ?? 1) <= 1;
  return share && (number < 0 || number > 1) ? "A share lies from 0% to 100%." : null;
}

/** What is to be said of a value that the file does not reckon with; null if it lies in the range. */
export function outside(value: number, { low, high, percent }: Pick<Parameter, "percent" | "low" | "high">): string | null {
  if (low === null || high === null || (value >= low && value <= high)) return null;
  return `Outside the range of the file, ${shown(low, percent)} to ${shown(high, percent)}.`;
}

/** Without the dust of binary fractions. */
export function tidy(number: number): number {
  return Number(number.toPrecision(12));
}
