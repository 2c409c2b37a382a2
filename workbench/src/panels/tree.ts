// Walking in a tree that is drawn from left to right.
// In: the nodes as they are drawn. Out: the node that a key leads to.

import { readCsv } from "../lib/csv";

export interface TreeNode {
  id: number;
  parent: number | null;
  /** The information set it belongs to. */
  set: string | null;
  reach: number;
  y: number;
  x: number;
  folded: boolean;
  words: string;
  entry: Entry;
}

/** What the data say of a node. */
export interface Entry {
  kind: string;
  actor: string;
  /** The number of its information set among those of the actor. */
  number: string;
}

const NO_ENTRY: Entry = { kind: "", actor: "", number: "" };

/** Entries by node, from the data behind the drawing. */
export function entriesOf(data: string): Map<string, Entry> {
  const { columns, rows } = readCsv(data);
  const cell = (row: string[], name: string) => row[columns.indexOf(name)] ?? "";
  return new Map(rows.map((row) => [cell(row, "node"), { kind: cell(row, "kind"), actor: cell(row, "actor"), number: cell(row, "information_set") }]));
}

/** The nodes of a drawing: elements with `data-node`, `data-parent`, `data-set`, `data-reach`, `data-x` and `data-y`, and what the data say of them. */
export function readTree(canvas: ParentNode, data: string): TreeNode[] {
  const entries = entriesOf(data);
  return [...canvas.querySelectorAll<SVGGElement>("[data-node]")].map((element) => {
    const { node, set, reach, parent, x, y } = element.dataset;
    return {
      id: Number(node),
      parent: parent === undefined || parent === "" ? null : Number(parent),
      set: set ?? null,
      reach: Number(reach ?? 0),
      x: Number(x),
      y: Number(y),
      folded: element.classList.contains("folded"),
      words: element.querySelector("title")?.textContent ?? "",
      entry: entries.get(node ?? "") ?? NO_ENTRY,
    };
  });
}

/** The way to a node, from the start to it. */
export function wayTo(nodes: readonly TreeNode[], to: number): number[] {
  const parents = new Map(nodes.map(({ id, parent }) => [id, parent]));
  const way: number[] = [];
  for (let at: number | null | undefined = to; at != null && parents.has(at); at = parents.get(at)) way.unshift(at);
  return way;
}

export function root(nodes: readonly TreeNode[]): TreeNode | null {
  const ids = new Set(nodes.map(({ id }) => id));
  return nodes.find(({ parent }) => parent === null || !ids.has(parent)) ?? nodes[0] ?? null;
}

export function children(nodes: readonly TreeNode[], of: number): TreeNode[] {
  return nodes.filter(({ parent }) => parent === of).sort((one, other) => one.y - other.y);
}

/** Where an arrow leads: left to the parent, right to the likeliest child, up and down to the nearest in the same column. */
export function step(nodes: readonly TreeNode[], at: TreeNode, key: string): TreeNode {
  switch (key) {
    case "ArrowLeft":
      return nodes.find(({ id }) => id === at.parent) ?? at;
    case "ArrowRight":
      return children(nodes, at.id).reduce<TreeNode | null>((best, each) => (best === null || each.reach > best.reach ? each : best), null) ?? at;
    case "ArrowUp":
    case "ArrowDown": {
      const sign = key === "ArrowUp" ? -1 : 1;
      const depth = depths(nodes);
      const column = nodes.filter(({ id, y }) => depth.get(id) === depth.get(at.id) && (y - at.y) * sign > 0);
      return column.reduce<TreeNode | null>((best, each) => (best === null || (each.y - best.y) * sign < 0 ? each : best), null) ?? at;
    }
    case "Home":
      return root(nodes) ?? at;
    case "End": {
      let last = at;
      for (let next = step(nodes, last, "ArrowRight"); next !== last; next = step(nodes, last, "ArrowRight")) last = next;
      return last;
    }
    default:
      return at;
  }
}

function depths(nodes: readonly TreeNode[]): Map<number, number> {
  const parents = new Map(nodes.map(({ id, parent }) => [id, parent]));
  const depth = (id: number): number => {
    const parent = parents.get(id);
    return parent == null || !parents.has(parent) ? 0 : 1 + depth(parent);
  };
  return new Map(nodes.map(({ id }) => [id, depth(id)]));
}
