/**
 * Which pictures of an illustration stand on its sheet, and how they are labelled.
 * @module
 */
import type { Candidate } from "../film/candidate.ts";
import { pictureInFilm } from "../film/in_film.ts";
import type { ListedIllustration } from "../film/listing.ts";

/** Tiles of one sheet: more would be too small to be compared. */
export const MAX_TILES = 9;

/** The id of what stands in the original's place while no picture of the store has its bytes. */
export const ORIGINAL = "original";

/** One picture of a sheet. */
export interface SheetTile {
  /** As it is drawn: `ORIGINAL IN FILM`, `FORMER O5`, `A C3`. */
  readonly label: string;
  readonly id: string;
  /** Absolute. */
  readonly path: string;
  /** The film shows this one now. */
  readonly isInFilm: boolean;
  /** It can be named by a letter. */
  readonly isLettered: boolean;
}

/** The pictures of a sheet, and those for which it has no room. */
export interface SheetPlan {
  readonly tiles: readonly SheetTile[];
  /** Ids of candidates that are left out, oldest first. */
  readonly left: readonly string[];
}

/** The letter of the tile at a place, from 0. */
export function letterAt(place: number): string {
  return String.fromCharCode(65 + place);
}

/** What stood in the original's place first or last, whatever the film shows now. */
function original(listed: ListedIllustration, inFilm: Candidate | undefined): SheetTile[] {
  if (listed.original !== undefined && (inFilm === undefined || inFilm.kind === "original")) {
    const id = inFilm?.id ?? ORIGINAL;
    return [{
      label: "ORIGINAL IN FILM",
      id,
      path: listed.original,
      isInFilm: true,
      isLettered: false,
    }];
  }
  const former = listed.candidates.findLast(({ kind }) => kind === "original");
  if (former === undefined) return [];
  const { id, path } = former;
  const label = `FORMER ${id.toUpperCase()}`;
  return [{ label, id, path, isInFilm: false, isLettered: false }];
}

/**
 * Plans the sheet of an illustration: the original, or the former one, then the newest candidates,
 * among them the one that the film shows. No picture stands there twice.
 */
export function sheetOf(listed: ListedIllustration): SheetPlan {
  const inFilm = pictureInFilm(listed);
  const first = original(listed, inFilm);
  const rest = listed.candidates.filter(({ kind }) => kind !== "original");
  const newest = new Set(rest.slice(-(MAX_TILES - first.length)));
  if (inFilm !== undefined && rest.includes(inFilm) && !newest.has(inFilm)) {
    newest.delete([...newest][0] ?? inFilm);
    newest.add(inFilm);
  }
  const shown = rest.filter((each) => newest.has(each));
  return {
    tiles: [...first, ...shown.map((each, at) => candidateTile(each, at, inFilm))],
    left: rest.filter((each) => !newest.has(each)).map(({ id }) => id),
  };
}

/** Plans a sheet of chosen pictures, in the order they were named, each once. */
export function chosenSheet(listed: ListedIllustration, ids: readonly string[]): SheetPlan {
  const inFilm = pictureInFilm(listed);
  const chosen = [...new Set(ids)];
  const current = chosen.includes(ORIGINAL) || chosen.includes(inFilm?.id ?? "")
    ? currentTile(listed, inFilm)
    : [];
  const others = listed.candidates.filter((each) =>
    chosen.includes(each.id) && (current.length === 0 || each !== inFilm)
  );
  const tiles = others.toSorted((a, b) => chosen.indexOf(a.id) - chosen.indexOf(b.id))
    .map((each, at) => candidateTile(each, at, inFilm));
  return { tiles: [...current, ...tiles], left: [] };
}

/** What stands in the original's place, as one tile. */
function currentTile(listed: ListedIllustration, inFilm: Candidate | undefined): SheetTile[] {
  if (listed.original === undefined) return [];
  const name = inFilm === undefined || inFilm.kind === "original"
    ? "ORIGINAL"
    : inFilm.id.toUpperCase();
  return [{
    label: `${name} IN FILM`,
    id: inFilm?.id ?? ORIGINAL,
    path: listed.original,
    isInFilm: true,
    isLettered: false,
  }];
}

function candidateTile(
  { id, path }: Candidate,
  at: number,
  inFilm: Candidate | undefined,
): SheetTile {
  const isInFilm = id === inFilm?.id;
  const label = `${letterAt(at)} ${id.toUpperCase()}${isInFilm ? " IN FILM" : ""}`;
  return { label, id, path, isInFilm, isLettered: true };
}
