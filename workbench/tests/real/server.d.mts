import type { ChildProcess } from "node:child_process";

export const PROGRAM: string;
export const FLAGSHIP: string;
export function shipped(name: string): string;

export interface Real {
  address: string;
  origin: string;
  folder: string;
  process: ChildProcess;
  close: () => Promise<void>;
}

export function start(files?: Record<string, string>, words?: string[]): Promise<Real>;
