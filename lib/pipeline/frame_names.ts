/**
 * The names in `images/` as the video step matches them. It takes `illustration_03.PNG` where the file
 * system makes no difference between capitals and small letters, and passes it by where it does.
 * @module
 */
import { isThere, namesIn } from "./files.ts";
import { imagePath } from "./paths.ts";

const CAPITALS_REGEXP = /^(?:(illustration_)(.*)(\.png)|(video_)(\d+)(\.mp4))$/i;

/**
 * Names of pictures and clips in the capitals that the video step's pattern has, where the file system
 * takes those for the same name; all others as they are.
 * @param stands whether a name can be opened in that folder
 */
export function videoStepNames(
  names: readonly string[],
  stands: (name: string) => boolean,
): string[] {
  let known: ReadonlySet<string> | undefined;
  return names.map((name) => {
    const parts = CAPITALS_REGEXP.exec(name);
    if (parts === null) return name;
    const [start = "", middle = "", end = ""] = parts.slice(1).filter((part) => part !== undefined);
    const plain = `${start.toLowerCase()}${middle}${end.toLowerCase()}`;
    if (plain === name) return name;
    known ??= new Set(names);
    // What is not listed and can be opened all the same is this very file.
    return !known.has(plain) && stands(plain) ? plain : name;
  });
}

/**
 * The names in `images/`, unsorted, as {@link videoStepNames}; none when there is no such folder.
 * @throws {StorageError} `read_failed`
 */
export function imageNamesIn(imagesDir: string): string[] {
  return videoStepNames(
    namesIn(imagesDir),
    (name) => isThere(imagePath({ imagesDir }, name)),
  );
}
