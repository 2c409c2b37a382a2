// Files and reports over HTTP.
// In: paths and texts. Out: what the server says, or an error that is one sentence.

import type { Setting } from "../lib/protocol";

export interface Start {
  /** The file that `serve` was called with. */
  file: string | null;
  /** The folder whose models can be opened. */
  folder: string;
  models: { path: string; title: string }[];
  gallery: { name: string; title: string }[];
  version: string;
}

export interface OnDisk {
  path: string;
  text: string;
  version: string;
}

export type Saved = { saved: true; version: string } | { saved: false; disk: OnDisk };

async function asked(path: string, more: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { cache: "no-store", ...more });
  } catch {
    throw new Error("The server does not answer.");
  }
  if (response.ok || response.status === 409) return response;
  const said = await response.text().catch(() => "");
  throw new Error(sentence(said) ?? `The server answered ${response.status}.`);
}

/** The sentence in an error, as JSON or plain. */
function sentence(said: string): string | null {
  try {
    const value = (JSON.parse(said) as { error?: unknown }).error;
    return typeof value === "string" ? value : null;
  } catch {
    return said.length > 0 && said.length < 300 ? said : null;
  }
}

function json(value: unknown): RequestInit {
  return { headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

export async function start(): Promise<Start> {
  return (await (await asked("/api/start")).json()) as Start;
}

export async function open(path: string): Promise<OnDisk> {
  return (await (await asked(`/api/file?path=${encodeURIComponent(path)}`)).json()) as OnDisk;
}

export async function shipped(name: string): Promise<{ name: string; text: string }> {
  return (await (await asked(`/api/model?name=${encodeURIComponent(name)}`)).json()) as { name: string; text: string };
}

/** Writes a file. `version` is what the page knows to be on disk (null: nothing), `over` what may be lost all the same. */
export async function save(path: string, text: string, version: string | null, over: string | null): Promise<Saved> {
  const response = await asked("/api/file", { method: "PUT", ...json({ path, text, version, over }) });
  const value: unknown = await response.json();
  return response.status === 409
    ? { saved: false, disk: value as OnDisk }
    : { saved: true, version: (value as OnDisk).version };
}

export async function report(text: string, name: string, setting: Setting): Promise<Blob> {
  return await (await asked("/api/report", { method: "POST", ...json({ text, name, setting }) })).blob();
}
