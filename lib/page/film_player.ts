/// <reference lib="dom" />
/**
 * The film running: which frame is seen at which moment, cut to the sound where there is one.
 * @module
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { candidateOf, originalOf } from "./illustration.ts";
import type { Review } from "./review.ts";
import { frameAt, frameStarts } from "./shares.ts";
import type { PageFrame } from "./state.ts";

/** Which picture of each number is shown. */
export type FilmVersion = "standing" | "original" | "candidate";

/** A frame as it is shown. */
export interface ShownFrame {
  readonly number: number;
  readonly url: string;
  readonly clip: string | undefined;
}

/** Without a sound each frame is seen this long at first. */
const FRAME_SECONDS = 3;

const isSeconds = (value: unknown) => typeof value === "number" && value >= 0 && value <= 600;

/** The film of a page. */
export class FilmPlayer {
  readonly version: Signal<FilmVersion> = signal("standing");
  readonly isPlaying: Signal<boolean> = signal(false);
  /** Where the film is. */
  readonly seconds: Signal<number> = signal(0);
  /** Length of the sound; undefined: there is none, or the browser cannot read it. */
  readonly audioSeconds: Signal<number | undefined> = signal(undefined);
  /** There is a sound, and this browser cannot play it. */
  readonly isSilent: Signal<boolean> = signal(false);
  readonly silenceSeconds: Signal<number>;
  readonly endingSeconds: Signal<number>;
  readonly frameSeconds: Signal<number>;
  /** Whom the frames side by side have in common; undefined: the film is shown. */
  readonly entity: Signal<string | undefined> = signal(undefined);
  readonly frames: ReadonlySignal<readonly ShownFrame[]>;
  readonly starts: ReadonlySignal<readonly number[]>;
  /** Which frame is seen. */
  readonly at: ReadonlySignal<number>;
  readonly #review: Review;
  #sound: HTMLAudioElement | undefined;
  #request = 0;
  #since = { clockMs: 0, seconds: 0 };

  constructor(review: Review) {
    const { memory } = review;
    this.#review = review;
    this.silenceSeconds = memory.signal("film-silence", 0, isSeconds);
    this.endingSeconds = memory.signal("film-ending", 0, isSeconds);
    this.frameSeconds = memory.signal("film-frame", FRAME_SECONDS, isSeconds);
    this.frames = computed(() => {
      const version = this.version.value;
      return version === "standing"
        ? review.frames.value
        : review.frames.value.map((frame) => this.#versionOf(frame, version));
    });
    this.starts = computed(() => {
      const frames = this.frames.value.length;
      return frameStarts({
        frames,
        seconds: this.audioSeconds.value ?? frames * this.frameSeconds.value,
        silenceSeconds: this.silenceSeconds.value,
        endingSeconds: this.endingSeconds.value,
      });
    });
    this.at = computed(() => frameAt(this.starts.value, this.seconds.value));
  }

  /** The element that plays the sound; undefined when it is gone. */
  useSound(sound: HTMLAudioElement | undefined): void {
    this.#sound = sound;
    this.isSilent.value = false;
    if (sound === undefined) {
      this.pause();
      this.audioSeconds.value = undefined;
      return;
    }
    const told = () => {
      if (Number.isFinite(sound.duration)) this.audioSeconds.value = sound.duration;
    };
    sound.addEventListener("loadedmetadata", told);
    sound.addEventListener("durationchange", told);
    sound.addEventListener("error", () => {
      sound.pause();
      // Where nothing can be heard, e.g. without a sound device, the film keeps its cut and runs by the clock.
      this.#sound = undefined;
      this.isSilent.value = true;
      if (!Number.isFinite(sound.duration)) this.audioSeconds.value = undefined;
    });
    told();
  }

  /** Plays on, from the beginning when it had ended. */
  play(): void {
    const end = this.starts.peek().at(-1) ?? 0;
    if (this.frames.peek().length === 0) return;
    if (this.seconds.peek() >= end - 0.01) this.seek(0);
    this.isPlaying.value = true;
    this.#since = { clockMs: performance.now(), seconds: this.seconds.peek() };
    const sound = this.#heard;
    if (sound !== undefined) {
      sound.currentTime = this.seconds.peek();
      // A browser that wants a key first: the frames run, the sound comes with the next one.
      sound.play().catch(() => undefined);
    }
    cancelAnimationFrame(this.#request);
    this.#request = requestAnimationFrame(() => this.#tick());
  }

  /** Stops where it is. */
  pause(): void {
    this.isPlaying.value = false;
    this.#sound?.pause();
    cancelAnimationFrame(this.#request);
  }

  /** Plays or pauses. */
  toggle(): void {
    if (this.isPlaying.peek()) this.pause();
    else this.play();
  }

  /** Goes to a moment. */
  seek(seconds: number): void {
    this.seconds.value = Math.max(0, seconds);
    this.#since = { clockMs: performance.now(), seconds: this.seconds.peek() };
    if (this.#heard !== undefined) this.#heard.currentTime = seconds;
    this.#follow();
  }

  /** The neighbouring frame. */
  step(by: number): void {
    const last = this.frames.peek().length - 1;
    const at = Math.min(last, Math.max(0, this.at.peek() + by));
    this.goTo(at);
  }

  /** Goes to a frame by its place. */
  goTo(at: number): void {
    // A little into it: the sound's own clock may fall short of the very edge.
    this.seek((this.starts.peek()[at] ?? 0) + 0.001);
  }

  /** Goes to the frame of an illustration. */
  goToNumber(number: number): void {
    const at = this.frames.peek().findIndex((each) => each.number === number);
    if (at >= 0) this.goTo(at);
  }

  /** The sound that can be played. */
  get #heard(): HTMLAudioElement | undefined {
    return this.audioSeconds.peek() === undefined ? undefined : this.#sound;
  }

  #tick(): void {
    if (!this.isPlaying.peek()) return;
    const passed = (performance.now() - this.#since.clockMs) / 1_000;
    const sound = this.#heard?.paused === false ? this.#heard : undefined;
    const end = this.starts.peek().at(-1) ?? 0;
    const now = sound?.currentTime ?? this.#since.seconds + passed;
    batch(() => {
      this.seconds.value = Math.min(end, now);
      if (now >= end || sound?.ended === true) this.pause();
    });
    this.#follow();
    if (this.isPlaying.peek()) this.#request = requestAnimationFrame(() => this.#tick());
  }

  /** The place goes along: whatever is pressed is about the frame that is seen. */
  #follow(): void {
    const number = this.frames.peek()[this.at.peek()]?.number;
    if (number !== undefined && number !== this.#review.place.peek()) this.#review.go(number);
  }

  #versionOf(frame: PageFrame, version: FilmVersion): ShownFrame {
    const illustration = this.#review.byIndex.value.get(frame.number);
    if (illustration === undefined) return frame;
    const isOpen = illustration.standing === "undecided" || illustration.standing === "bare";
    const picture = version === "original"
      ? originalOf(illustration)
      : isOpen
      ? candidateOf(illustration)
      : undefined;
    return picture === undefined ? frame : { ...frame, url: picture.url, clip: undefined };
  }
}
