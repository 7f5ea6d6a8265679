/**
 * Addresses of pictures as resources: by pipeline, number and id, never by a path.
 * @module
 */

/** A picture by its names. */
export interface PictureAddress {
  /** As `list_pipelines` names it. */
  readonly pipeline: string;
  readonly index: number;
  /** `original`: what the film shows; or an id such as `c17`. */
  readonly picture: string;
}

/** For clients that fill in the parts themselves (RFC 6570). */
export const PICTURE_TEMPLATE = "illustration:///{pipeline}/{index}/{picture}";

const PICTURE_REGEXP = /^illustration:\/\/\/([^/]+)\/(\d{1,9})\/([a-z]+\d{0,15})$/i;

/** The address of a picture. */
export function pictureUri({ pipeline, index, picture }: PictureAddress): string {
  return `illustration:///${encodeURIComponent(pipeline)}/${index}/${picture}`;
}

/** Undefined: it is no address of a picture. */
export function parsePictureUri(uri: string): PictureAddress | undefined {
  const [, pipeline = "", index = "", picture = ""] = PICTURE_REGEXP.exec(uri) ?? [];
  if (pipeline === "") return undefined;
  try {
    const name = decodeURIComponent(pipeline);
    return { pipeline: name, index: Number(index), picture: picture.toLowerCase() };
  } catch {
    return undefined;
  }
}
