export function serve(
  port?: number,
  how?: { slow?: number },
): Promise<{
  origin: string;
  address: string;
  files: Map<string, string>;
  seen: ({ do: string } & Record<string, unknown>)[];
  close: () => Promise<void>;
}>;
