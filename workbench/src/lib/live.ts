// The socket: one a tab. Requests of a lane replace each other and the newest answer wins; a lost connection comes back by
// itself and asks again whatever was unanswered.
// In: requests. Out: their replies, and the state of the connection.

import { laneOf, readReply, type Envelope, type Request } from "./protocol";

/** `refused`: the server is there but does not know this tab any more. */
export type Connection = "connecting" | "open" | "lost" | "refused";

/** What is needed of a WebSocket. */
export interface Wire {
  send(data: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
}

export interface Surroundings {
  /** Opens a socket. */
  wire: () => Wire;
  /** After a failure: whether the server answers and no longer knows this tab. */
  refused: () => Promise<boolean>;
  /** Calls back later; returns what cancels it. */
  later: (milliseconds: number, run: () => void) => () => void;
}

export interface Handler {
  part?: (reply: Envelope & Record<string, unknown>) => void;
  done?: (reply: Envelope & Record<string, unknown>) => void;
  failed?: (sentence: string) => void;
}

interface Pending {
  request: Request;
  lane: string | null;
  handler: Handler;
}

/** Waits between attempts to connect. */
const WAITS = [200, 500, 1000, 2000, 4000];

export class Live {
  connection: Connection = "connecting";
  private next = 1;
  private wire: Wire | null = null;
  private tries = 0;
  private cancelRetry: (() => void) | null = null;
  private readonly pending = new Map<number, Pending>();

  constructor(
    private readonly around: Surroundings,
    private readonly changed: (connection: Connection) => void = () => {},
  ) {}

  /** Sends a request, in place of an unanswered one of its lane; returns its id. */
  send(request: Request, handler: Handler): number {
    const lane = laneOf(request);
    if (lane !== null) this.forgetLane(lane);
    const id = this.next++;
    this.pending.set(id, { request, lane, handler });
    this.write(id, request);
    return id;
  }

  /** The whole reply of a request that has no parts. */
  ask<Reply>(request: Request): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.send(request, {
        done: (reply) => resolve(reply as unknown as Reply),
        failed: (sentence) => reject(new Error(sentence)),
      });
    });
  }

  /** Stops a request; nothing more is heard of it. */
  stop(id: number): void {
    if (this.pending.delete(id) && this.connection === "open") {
      this.wire?.send(JSON.stringify({ id: this.next++, do: "stop", of: id }));
    }
  }

  /** Stops what a lane waits for; nothing more is heard of it. */
  stopLane(lane: string): void {
    for (const [id, pending] of [...this.pending]) if (pending.lane === lane) this.stop(id);
  }

  /** Stops everything that is unanswered, and says so to those who wait. */
  stopAll(sentence: string): void {
    for (const [id, { handler }] of [...this.pending]) {
      this.stop(id);
      handler.failed?.(sentence);
    }
  }

  /** Whether a lane waits for an answer. */
  busy(lane: string): boolean {
    for (const pending of this.pending.values()) if (pending.lane === lane) return true;
    return false;
  }

  connect(): void {
    this.cancelRetry?.();
    this.cancelRetry = null;
    this.leave();
    if (this.connection !== "lost") this.turn("connecting");
    const wire = this.around.wire();
    this.wire = wire;
    wire.onopen = () => {
      this.tries = 0;
      this.turn("open");
      for (const [id, { request }] of this.pending) this.write(id, request);
    };
    wire.onmessage = (event) => this.heard(event.data);
    wire.onclose = () => {
      if (this.wire === wire) void this.lost();
    };
  }

  close(): void {
    this.cancelRetry?.();
    this.leave();
    this.pending.clear();
  }

  private write(id: number, request: Request): void {
    if (this.connection === "open") this.wire?.send(JSON.stringify({ id, ...request }));
  }

  private heard(data: unknown): void {
    const reply = readReply(data);
    if (reply === null) return;
    const pending = this.pending.get(reply.id);
    if (pending === undefined) return;
    if (reply.done) this.pending.delete(reply.id);
    if (typeof reply.error === "string") pending.handler.failed?.(reply.error);
    else if (reply.done) pending.handler.done?.(reply);
    else pending.handler.part?.(reply);
  }

  private forgetLane(lane: string): void {
    for (const [id, pending] of this.pending) if (pending.lane === lane) this.pending.delete(id);
  }

  private leave(): void {
    const wire = this.wire;
    this.wire = null;
    wire?.close();
  }

  private async lost(): Promise<void> {
    this.wire = null;
    this.turn("lost");
    if (await this.around.refused()) this.turn("refused");
    const wait = WAITS[Math.min(this.tries++, WAITS.length - 1)] ?? 4000;
    this.cancelRetry = this.around.later(wait, () => this.connect());
  }

  private turn(connection: Connection): void {
    if (this.connection === connection) return;
    this.connection = connection;
    this.changed(connection);
  }
}

/** The surroundings of a page. */
export function browserSurroundings(): Surroundings {
  return {
    wire: () => {
      const scheme = location.protocol === "https:" ? "wss" : "ws";
      return new WebSocket(`${scheme}://${location.host}/live`) as unknown as Wire;
    },
    refused: async () => {
      try {
        const response = await fetch("/api/start", { cache: "no-store" });
        return response.status === 403;
      } catch {
        return false;
      }
    },
    later: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
  };
}
