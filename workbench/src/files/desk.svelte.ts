// What can be done with files, and the questions that come up on the way: unsaved text, a file that changed on disk.
// In: wishes. Out: a loaded session, saved files; `asking` while somebody has to decide.

import { download } from "../lib/clipboard";
import { Session } from "../lib/session.svelte";
import * as server from "./server";
import { STARTER, STARTER_NAME } from "./starter";

export type Asking =
  | { what: "open" }
  | { what: "save as"; path: string; error: string | null }
  | { what: "unsaved"; then: () => void }
  | { what: "conflict"; disk: server.OnDisk; path: string };

export class Desk {
  start = $state.raw<server.Start | null>(null);
  asking = $state.raw<Asking | null>(null);
  error = $state<string | null>(null);

  constructor(private readonly session: Session) {}

  /** At the beginning: unsaved work of this tab, else the file that the server was called with, else a new model. */
  async begin(): Promise<void> {
    const kept = Session.keptWork();
    try {
      this.start = await server.start();
    } catch (error) {
      this.error = sentence(error);
    }
    const file = this.start?.file ?? null;
    this.session.startedWith = this.start === null ? (kept?.startedWith ?? null) : file;
    const unsaved = kept !== null && kept.text !== kept.savedText;
    if (kept !== null && (unsaved || this.start === null || kept.startedWith === file)) {
      this.session.restore(kept);
      if (unsaved) this.session.say("Your unsaved text is as you left it.");
      if (!unsaved && kept.path !== null && this.start !== null) await this.reread(kept.path);
    } else if (file !== null) await this.openNow(file);
    else this.fresh();
  }

  /** Takes what is on disk if it changed while nothing unsaved was here. */
  private async reread(path: string): Promise<void> {
    try {
      const disk = await server.open(path);
      if (disk.version !== this.session.version) this.session.load({ ...disk, name: disk.path });
    } catch {
      // The text of this tab is the best there is.
    }
  }

  new(): void {
    this.leaving(() => this.fresh());
  }

  open(path: string): void {
    this.leaving(() => void this.openNow(path));
  }

  openShipped(name: string): void {
    this.leaving(() => void this.attempt(async () => {
      const model = await server.shipped(name);
      this.session.load({ path: null, name: model.name, text: model.text, version: null });
      this.session.say(`Opened a copy of ${model.name}`);
    }));
  }

  async save(): Promise<boolean> {
    if (this.session.path === null) {
      this.asking = { what: "save as", path: this.session.name, error: null };
      return false;
    }
    return this.write(this.session.path, this.session.version, null);
  }

  /** Leaves unsaved text behind, after all. */
  drop(then: () => void): void {
    this.asking = null;
    then();
  }

  async saveFirst(then: () => void): Promise<void> {
    this.asking = null;
    if (await this.save()) then();
  }

  saveAs(): void {
    this.asking = { what: "save as", path: this.session.path ?? this.session.name, error: null };
  }

  async saveUnder(path: string): Promise<void> {
    const clean = path.trim();
    const named = /\.standoff$/.test(clean) ? clean : `${clean}.standoff`;
    if (clean === "") return;
    this.asking = null;
    await this.write(named, named === this.session.path ? this.session.version : null, null);
  }

  /** After a conflict: writes over what is on disk. */
  async overwrite(): Promise<void> {
    if (this.asking?.what !== "conflict") return;
    const { path, disk } = this.asking;
    this.asking = null;
    await this.write(path, this.session.version, disk.version);
  }

  /** After a conflict: takes what is on disk. */
  reload(): void {
    if (this.asking?.what !== "conflict") return;
    const { disk } = this.asking;
    this.asking = null;
    this.session.load({ ...disk, name: disk.path });
    this.session.say("Loaded what is on disk.");
  }

  async report(): Promise<void> {
    this.session.say("The report is being written …");
    await this.attempt(async () => {
      const { text, name, setting } = this.session;
      const page = await server.report(text, name, setting);
      download(`${(name.split("/").at(-1) ?? name).replace(/\.standoff$/, "")}.html`, page);
      this.session.say("The report is in your downloads.");
    });
  }

  private fresh(): void {
    this.session.load({ path: null, name: STARTER_NAME, text: STARTER, version: null });
  }

  private async openNow(path: string): Promise<void> {
    await this.attempt(async () => {
      const disk = await server.open(path);
      this.session.load({ ...disk, name: disk.path });
      this.session.say(`Opened ${disk.path}`);
    });
  }

  private async write(path: string, version: string | null, over: string | null): Promise<boolean> {
    const { text, textForDisk } = this.session;
    let saved = false;
    await this.attempt(async () => {
      const outcome = await server.save(path, textForDisk, version, over);
      if (outcome.saved) {
        this.session.wasSaved(path, text, outcome.version);
        this.session.say(`Saved ${path}`);
        saved = true;
      } else this.asking = { what: "conflict", disk: outcome.disk, path };
    });
    return saved;
  }

  private leaving(then: () => void): void {
    if (this.session.dirty) this.asking = { what: "unsaved", then };
    else {
      this.asking = null;
      then();
    }
  }

  private async attempt(what: () => Promise<void>): Promise<void> {
    try {
      this.error = null;
      await what();
    } catch (error) {
      this.error = sentence(error);
      this.session.say(this.error);
    }
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
