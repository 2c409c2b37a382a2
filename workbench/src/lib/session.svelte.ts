// The state of the page: the text, the setting, and the newest answers to both.
// In: edits and moved sliders. Out: requests over the socket, and state that components show. What is shown stays until
// something newer is there; `stale` says that it is about an older text or setting.

import { readCsv } from "./csv";
import { keep, kept } from "./keep";
import { Live, type Connection, type Surroundings } from "./live";
import {
  type AnswerPart,
  type BottomLinePart,
  type BriefPart,
  type CheckReply,
  type Diagnostic,
  type ExportReply,
  type Flip,
  type Outline,
  type PictureArguments,
  type PictureName,
  type PicturePart,
  type Played,
  type QuestionReply,
  type Setting,
  type Slot,
  PICTURES,
} from "./protocol";
import { asInFile, fitting } from "./setting";
import { titleOf } from "../panels/list";

/** Pictures that follow from one solution and come with every answer; the others take longer and are asked for one by one. */
export const WITH_ANSWER: readonly PictureName[] = ["tree", "beliefs", "outcomes", "strategy"];

/** Pictures along parameters; their panels choose which. */
const ALONG: readonly PictureName[] = ["tipping", "phase"];

/** Pictures that take many solutions: they wait until the sliders rest. */
const AT_REST: readonly PictureName[] = ["tipping", "tornado", "importance", "phase"];
/** Milliseconds after which a slider rests. */
const REST = 400;
/** Milliseconds for which news are not replaced by what goes without saying. */
const NEWS = 6000;

/** Milliseconds after a key until an answer is asked for; messages are asked for at once. */
const AFTER_KEY = 120;
/** Milliseconds for which a moved slider waits for the pictures of the value before: whoever drags should see some on the way. */
const PICTURES_TAKE = 250;

export interface Shown<Content> {
  content: Content | null;
  /** What the content is about: text, setting, arguments. */
  about: string;
  error: string | null;
}

export interface Asked extends Shown<QuestionReply> {
  question: string;
  busy: boolean;
}

export interface Case {
  name: string;
  setting: Setting;
  bottomLine: string;
}

/** What the editor does for others. */
export interface EditorHandle {
  focus(): void;
  select(from: number, to: number): void;
  replace(from: number, to: number, insert: string): void;
  append(text: string): void;
}

/** What the page does for its parts. */
export interface PageHandle {
  /** Opens a panel and brings it into view. */
  toPanel(id: string): Promise<void>;
  /** Brings the slider of a parameter into view, with the focus in it. */
  toSlider(parameter: string): Promise<void>;
}

/** A place in the tree that another panel looks for: a situation of an actor, or one of these nodes. */
export type Seek = { actor: string; number: string } | { nodes: readonly number[] };

/** An equilibrium that was chosen. */
interface Chosen extends Played {
  about: string;
}

interface Work {
  path: string | null;
  name: string;
  text: string;
  savedText: string;
  version: string | null;
  crlf: boolean;
  startedWith: string | null;
  setting: Setting;
  cases: Case[];
  open: string[];
}

/** Where the answer turns, as the data of a tornado say it. */
function flipsIn(data: string): Record<string, Flip[]> {
  const { columns, rows } = readCsv(data);
  const [name, at, turns] = ["parameter", "flips_at", "turns"].map((column) => columns.indexOf(column)) as [number, number, number];
  const found = rows.filter((row) => row[turns] === "true" && Number.isFinite(Number.parseFloat(row[at] ?? "")));
  return Object.fromEntries(found.map((row) => [row[name] ?? "", [{ at: Number(row[at]), words: "the answer turns" }]]));
}

/** A sentence without its figures, which move with every slider. */
function inWords(text: string): string {
  return text.replace(/[\d.,%−+-]+/g, " ").replace(/\s+/g, " ");
}

function nothing<Content>(): Shown<Content> {
  return { content: null, about: "", error: null };
}

export class Session {
  // The file.
  text = $state("");
  name = $state("new.standoff");
  /** Where it is on disk; none for a new or a shipped model. */
  path = $state<string | null>(null);
  /** What is known to be on disk. */
  version = $state<string | null>(null);
  savedText = $state("");
  crlf = false;
  startedWith: string | null = null;
  /** Counts files opened, so that the editor starts afresh with each. */
  opened = $state(0);
  dirty = $derived(this.text !== this.savedText);

  // What the text is.
  diagnostics = $state.raw<Diagnostic[]>([]);
  outline = $state.raw<Outline | null>(null);
  checked = $state(-1);

  // What is asked.
  setting = $state.raw<Setting>(asInFile());
  cases = $state.raw<Case[]>([]);
  open = $state.raw<ReadonlySet<string>>(new Set(["ask", "brief", "outcomes", "tree", "beliefs"]));
  pictureArguments = $state.raw<Partial<Record<PictureName, PictureArguments>>>({});

  // What came back.
  bottomLine = $state.raw<Shown<BottomLinePart>>(nothing());
  brief = $state.raw<Shown<BriefPart>>(nothing());
  pictures = $state.raw<Record<PictureName, Shown<PicturePart>>>(
    Object.fromEntries(PICTURES.map((name) => [name, nothing()])) as Record<PictureName, Shown<PicturePart>>,
  );
  inForce = $state.raw<Record<string, number>>({});
  private told = $state.raw<Record<string, Flip[]>>({});
  /** Where the answer turns: as told with the answer, else as the tornado has it. */
  readonly flips = $derived.by((): Record<string, Flip[]> => {
    const { content } = this.pictures.tornado;
    return { ...(content === null || this.stale("tornado") ? {} : flipsIn(content.data)), ...this.told };
  });
  equilibria = $state.raw<Asked>({ ...nothing<QuestionReply>(), question: "equilibria", busy: false });
  questions = $state.raw<Asked[]>([]);
  private picked = $state.raw<Chosen | null>(null);
  /** What the tree is to look for next. */
  seek = $state.raw<Seek | null>(null);
  /** The way to the node that is selected in the tree, from the start to it. */
  way = $state.raw<readonly number[] | null>(null);
  seconds = $state<number | null>(null);

  // The page.
  connection = $state<Connection>("connecting");
  /** What was last said to people who listen. */
  said = $state("");
  editor: EditorHandle | null = null;
  page: PageHandle | null = null;

  readonly live: Live;
  /** Counts edits. */
  private revision = $state(0);
  private waiting = $state.raw<ReadonlySet<string>>(new Set());
  /** What pictures that are being made are about. */
  private readonly drawing = new Map<PictureName, string>();
  private timer: (() => void) | null = null;
  /** Whether an answer is wanted as soon as the text is read. */
  private due = false;
  /** What has yet to come of the answer that is asked for, before the next may be: the bottom line and the quick pictures. */
  private owed: ReadonlySet<string> = new Set();
  /** Whether a slider has moved meanwhile. */
  private moved = false;
  /** Cancels what is to happen when the sliders rest; none once they do. */
  private restless: (() => void) | null = null;
  /** Cancels the end of the time in which what was said is news. */
  private news: (() => void) | null = null;
  private readonly later: Surroundings["later"];

  /** What answers should be about. */
  readonly now = $derived(`${this.opened}.${this.revision} ${JSON.stringify(this.setting)}`);
  readonly errors = $derived(this.diagnostics.filter(({ severity }) => severity === "error").length);
  readonly busy = $derived(this.waiting.size > 0);
  /** The equilibrium that was chosen, as long as it is about what is shown. */
  readonly chosen = $derived(this.picked?.about === this.now ? this.picked : null);

  constructor(around: Surroundings) {
    this.later = around.later;
    this.live = new Live(around, (connection) => {
      this.connection = connection;
    });
  }

  // --- The text -------------------------------------------------------------------------------------------------------

  /** Puts a file in place of the one that is open. */
  load(file: { path: string | null; name: string; text: string; version: string | null; savedText?: string }): void {
    this.crlf = file.text.includes("\r\n");
    const text = file.text.replace(/\r\n?/g, "\n");
    this.path = file.path;
    this.name = file.name;
    this.version = file.version;
    this.text = text;
    this.savedText = file.savedText ?? text;
    this.opened += 1;
    this.diagnostics = [];
    this.outline = null;
    this.setting = asInFile();
    this.cases = [];
    this.pictureArguments = {};
    this.bottomLine = nothing();
    this.brief = nothing();
    this.pictures = Object.fromEntries(PICTURES.map((name) => [name, nothing()])) as Session["pictures"];
    this.inForce = {};
    this.told = {};
    this.questions = [];
    this.picked = null;
    this.seek = null;
    this.way = null;
    this.equilibria = { ...this.equilibria, ...nothing<QuestionReply>(), busy: false };
    this.owed = new Set();
    this.keepWork();
    this.look();
  }

  edited(text: string): void {
    if (text === this.text) return;
    this.text = text;
    this.revision += 1;
    this.keepWork();
    this.due = false;
    this.check();
    this.soon(AFTER_KEY, () => this.answerWhenRead());
  }

  /** As it is written to disk. */
  get textForDisk(): string {
    return this.crlf ? this.text.replace(/\n/g, "\r\n") : this.text;
  }

  wasSaved(path: string, text: string, version: string): void {
    this.path = path;
    this.name = path;
    this.version = version;
    this.savedText = text;
    this.keepWork();
  }

  // --- The setting ----------------------------------------------------------------------------------------------------

  change(setting: Setting): void {
    this.setting = setting;
    this.keepWork();
    if (this.checked !== this.revision) return;
    this.move();
    this.moved = true;
    if (this.owed.size === 0) this.answer();
    else if (this.timer === null) this.soon(PICTURES_TAKE, () => this.answer());
  }

  /** A slider has moved: what takes long is given up, and begun anew when it rests. */
  private move(): void {
    this.restless?.();
    for (const name of AT_REST) if (this.drawing.has(name) && this.drawing.get(name) !== this.aboutPicture(name)) this.giveUp(name);
    this.restless = this.later(REST, () => {
      this.restless = null;
      for (const name of AT_REST) if (this.open.has(name)) this.askPicture(name);
    });
  }

  private giveUp(name: PictureName): void {
    this.live.stopLane(`picture ${name}`);
    this.drawing.delete(name);
    this.waitNoMore(`picture ${name}`);
  }

  setCases(cases: Case[]): void {
    this.cases = cases;
    this.keepWork();
  }

  setOpen(panel: string, open: boolean): void {
    const next = new Set(this.open);
    if (open) next.add(panel);
    else next.delete(panel);
    this.open = next;
    this.keepWork();
    if (open) this.fill(panel);
  }

  setArguments(picture: PictureName, what: PictureArguments): void {
    this.pictureArguments = { ...this.pictureArguments, [picture]: what };
    if (this.open.has(picture)) this.askPicture(picture);
  }

  // --- Asking ---------------------------------------------------------------------------------------------------------

  /** Reads the text, then answers if it has no errors. */
  look(): void {
    this.check();
    this.answerWhenRead();
  }

  private answerWhenRead(): void {
    this.due = true;
    if (!this.waitingFor("check")) this.answerNow();
  }

  private answerNow(): void {
    this.due = false;
    if (this.errors === 0) this.answer();
    else this.say(this.errors === 1 ? "1 error in the text" : `${this.errors} errors in the text`);
  }

  private check(): void {
    const revision = this.revision;
    this.wait("check");
    this.live.send(
      { do: "check", text: this.text, name: this.name },
      {
        done: (reply) => {
          this.waitNoMore("check");
          const { diagnostics, outline } = reply as unknown as CheckReply;
          this.diagnostics = diagnostics;
          this.checked = revision;
          if (outline !== null) {
            this.outline = outline;
            const fits = fitting(this.setting, outline);
            if (JSON.stringify(fits) !== JSON.stringify(this.setting)) this.setting = fits;
          }
          if (this.due) this.answerNow();
        },
        failed: (sentence) => {
          this.waitNoMore("check");
          this.say(sentence);
        },
      },
    );
  }

  /** Asks for all that is shown. */
  answer(): void {
    this.timer?.();
    this.timer = null;
    this.moved = false;
    if (this.errors > 0) return;
    const about = this.now;
    const pictures = WITH_ANSWER.filter((name) => this.open.has(name) && !this.hasArguments(name));
    const missing = new Set<string>(["bottom line", ...pictures]);
    this.owed = missing;
    this.wait("answer");
    this.live.send(
      { do: "answer", ...this.model(), setting: this.setting, pictures: [...pictures] },
      {
        part: (reply) => this.took(reply as unknown as AnswerPart, about, missing),
        done: (reply) => {
          this.waitNoMore("answer");
          if ("part" in reply) this.took(reply as unknown as AnswerPart, about, missing);
          // Asked for by itself, a picture that did not come says why there is none.
          for (const name of pictures.filter((each) => missing.has(each))) this.withoutAnswer(name);
          this.seconds = reply.seconds ?? null;
          this.mention(reply.seconds === undefined ? "Answered" : `Answered in ${reply.seconds.toPrecision(2)} s`);
          this.owes(missing, pictures);
        },
        failed: (sentence) => {
          this.waitNoMore("answer");
          this.bottomLine = { ...this.bottomLine, error: sentence };
          this.say(sentence);
          this.owes(missing, ["bottom line", ...pictures]);
        },
      },
    );
    for (const name of PICTURES) if (this.open.has(name) && !pictures.includes(name) && !(this.restless !== null && AT_REST.includes(name))) this.askPicture(name);
    if (this.open.has("equilibria") && this.equilibria.content !== null) this.askEquilibria();
  }

  /** Notes what has come; a slider that has moved meanwhile may go on when all has. */
  private owes(missing: Set<string>, came: readonly string[]): void {
    for (const part of came) missing.delete(part);
    if (missing.size === 0 && this.owed === missing && this.moved) this.answer();
  }

  askPicture(name: PictureName): void {
    const about = this.aboutPicture(name);
    const shown = this.pictures[name];
    if (ALONG.includes(name) && !this.pictureArguments[name]?.over) return;
    if (this.errors > 0 || (this.drawing.get(name) ?? shown.about) === about) return;
    this.drawing.set(name, about);
    this.wait(`picture ${name}`);
    this.live.send(
      { do: "picture", ...this.model(), setting: this.setting, picture: name, ...this.argumentsOf(name) },
      {
        part: (reply) => this.show(name, { content: reply as unknown as PicturePart, about, error: null }),
        done: (reply) => {
          this.waitNoMore(`picture ${name}`);
          this.drawing.delete(name);
          if ("svg" in reply) this.show(name, { content: reply as unknown as PicturePart, about, error: null });
          this.mention(`Picture drawn: ${titleOf(name)}`);
        },
        failed: (sentence) => {
          this.waitNoMore(`picture ${name}`);
          this.drawing.delete(name);
          this.show(name, { ...this.pictures[name], error: sentence });
        },
      },
    );
  }

  private withoutAnswer(name: PictureName): void {
    this.show(name, { ...nothing(), error: this.pictures[name].error });
    this.askPicture(name);
  }

  askEquilibria(): void {
    const about = this.now;
    this.equilibria = { ...this.equilibria, busy: true };
    this.question("equilibria", "equilibria", (reply, error) => {
      const before = this.equilibria;
      this.equilibria = reply === null ? { ...before, error, busy: false } : { ...before, content: reply, about, error, busy: false };
    });
  }

  /** Asks a question in words; its answer stands first in the list. */
  ask(question: string): void {
    const about = this.now;
    const put = (asked: Asked) => {
      this.questions = [asked, ...this.questions.filter((other) => other.question !== question && !other.busy)].slice(0, 12);
    };
    const before = this.questions.find((other) => other.question === question)?.content ?? null;
    put({ question, content: before, about: "", error: null, busy: true });
    this.question("free", question, (content, error) => {
      put({ question, content, about, error, busy: false });
      this.say(error ?? content?.text ?? "");
    });
  }

  private question(slot: Slot, question: string, then: (reply: QuestionReply | null, error: string | null) => void): void {
    const lane = `question ${slot}`;
    this.wait(lane);
    this.live.send(
      { do: "question", ...this.model(), setting: this.setting, question, slot },
      {
        done: (reply) => {
          this.waitNoMore(lane);
          then(reply as unknown as QuestionReply, null);
        },
        failed: (sentence) => {
          this.waitNoMore(lane);
          then(null, sentence);
        },
      },
    );
  }

  /** Shows an equilibrium in the tree, or the solution again. */
  choose(played: Played | null): void {
    this.picked = played === null ? null : { ...played, about: this.now };
    if (this.open.has("tree")) this.askPicture("tree");
  }

  /** A picture as a file for other programs. */
  async exported(picture: PictureName, format: "png" | "pdf"): Promise<Blob> {
    const request = { do: "export" as const, ...this.model(), setting: this.setting, picture, ...this.argumentsOf(picture), format };
    this.wait("export");
    try {
      const reply = await this.live.ask<ExportReply>(request);
      const letters = atob(reply.base64);
      return new Blob([Uint8Array.from(letters, (letter) => letter.charCodeAt(0))], { type: reply.type });
    } finally {
      this.waitNoMore("export");
    }
  }

  /** Gives up waiting. */
  stop(): void {
    this.live.stopAll("Stopped.");
    this.say("Stopped.");
  }

  // --- What is shown --------------------------------------------------------------------------------------------------

  /** Whether a picture is about an older text or setting. */
  stale(name: PictureName): boolean {
    const shown = this.pictures[name];
    return shown.content !== null && (shown.about !== this.aboutPicture(name) || this.errors > 0);
  }

  bottomLineStale(): boolean {
    return this.outdated(this.bottomLine);
  }

  briefStale(): boolean {
    return this.outdated(this.brief);
  }

  private outdated(shown: Shown<unknown>): boolean {
    return shown.content !== null && (shown.about !== this.now || this.errors > 0);
  }

  waitingFor(lane: string): boolean {
    return this.waiting.has(lane);
  }

  /** Says what somebody waits for, or would not know otherwise. */
  say(sentence: string): void {
    this.said = sentence;
    this.news?.();
    this.news = this.later(NEWS, () => (this.news = null));
  }

  /** Says what goes without saying, unless there are news. */
  private mention(sentence: string): void {
    if (this.news === null) this.said = sentence;
  }

  /** What a picture should be about. A picture along parameters does not depend on their own values. */
  private aboutPicture(name: PictureName): string {
    const over = this.pictureArguments[name]?.over ?? [];
    const what = JSON.stringify(this.argumentsOf(name));
    if (!ALONG.includes(name) || over.length === 0) return `${this.now} ${what}`;
    const rest = Object.entries(this.setting.parameters).filter(([parameter]) => !over.includes(parameter));
    const setting = { ...this.setting, parameters: Object.fromEntries(rest) };
    return `${this.opened}.${this.revision} ${JSON.stringify(setting)} ${what}`;
  }

  /** What a picture is asked for with. */
  private argumentsOf(name: PictureName): PictureArguments {
    const own = this.pictureArguments[name] ?? {};
    if (name !== "tree" || this.chosen === null) return own;
    const { name: called, moves } = this.chosen;
    return { ...own, played: { name: called, moves } };
  }

  private hasArguments(name: PictureName): boolean {
    return Object.keys(this.argumentsOf(name)).length > 0;
  }

  private took(part: AnswerPart, about: string, missing: Set<string>): void {
    // Of a file that was open before.
    if (!about.startsWith(`${this.opened}.`)) return;
    if (part.part === "setting") this.inForce = part.parameters;
    else if (part.part === "bottom line") {
      const before = this.bottomLine.content;
      this.bottomLine = { content: part, about, error: null };
      if (before !== null && inWords(before.text) !== inWords(part.text)) this.say(`The answer has changed: ${part.text}`);
      this.owes(missing, ["bottom line"]);
    } else if (part.part === "flips") this.told = part.flips;
    else if (part.part === "brief") this.brief = { content: part, about, error: null };
    else {
      // What was asked for in particular meanwhile is not to be covered.
      if (!this.hasArguments(part.picture)) this.show(part.picture, { content: part, about: `${about} {}`, error: null });
      this.owes(missing, [part.picture]);
    }
  }

  private show(name: PictureName, shown: Shown<PicturePart>): void {
    this.pictures = { ...this.pictures, [name]: shown };
  }

  /** Asks for what a panel that was just opened shows, if it is not there yet. */
  private fill(panel: string): void {
    if (panel === "equilibria") {
      if (this.equilibria.about !== this.now && !this.equilibria.busy && this.errors === 0) this.askEquilibria();
    } else if ((PICTURES as readonly string[]).includes(panel)) this.askPicture(panel as PictureName);
  }

  private model() {
    return { text: this.text, name: this.name };
  }

  private wait(lane: string): void {
    this.waiting = new Set([...this.waiting, lane]);
  }

  private waitNoMore(lane: string): void {
    this.waiting = new Set([...this.waiting].filter((other) => other !== lane));
  }

  private soon(milliseconds: number, run: () => void): void {
    this.timer?.();
    this.timer = this.later(milliseconds, run);
  }

  // --- What outlives a reload -----------------------------------------------------------------------------------------

  private keepWork(): void {
    const { path, name, text, savedText, version, crlf, startedWith, setting, cases } = this;
    const work: Work = { path, name, text, savedText, version, crlf, startedWith, setting, cases, open: [...this.open] };
    if (!keep("work", work)) this.say("The browser keeps no more text: save soon.");
  }

  /** Work of this tab from before a reload. */
  static keptWork(): Work | null {
    return kept<Work>("work");
  }

  restore(work: Work): void {
    const { path, name, text, version, savedText } = work;
    this.load({ path, name, text, version, savedText });
    this.crlf = work.crlf;
    this.setting = work.setting;
    this.cases = work.cases;
    this.open = new Set(work.open);
    this.keepWork();
  }
}
