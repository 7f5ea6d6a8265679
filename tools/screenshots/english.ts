/**
 * The example's illustrations in English, for a picture of the page that an English reader can read.
 * @module
 */

/** What the page shows of one illustration. */
export interface Caption {
  readonly title: string;
  readonly excerpt: string;
  readonly summary: string;
}

/** By number; the lines are a plain translation of the poem. */
export const ENGLISH: Readonly<Record<number, Caption>> = {
  1: {
    title: "A forgotten flower",
    excerpt: "A flower, dry, without a scent,\nForgotten in a book I see;",
    summary: "A dried flower lies on the yellowed page of an open book.",
  },
  2: {
    title: "A strange dream",
    excerpt: "And now with strange and sudden dreams\nMy soul is filled:",
    summary: "A study at night: a candle, the moon, petals rising from the book.",
  },
  3: {
    title: "In which spring?",
    excerpt: "Where did it bloom? When? In which spring?",
    summary: "A spring meadow at dawn: a crimson flower by a stream, a birch, far hills.",
  },
  4: {
    title: "By a stranger's hand?",
    excerpt: "And who was it that picked it then,\nA stranger's or a well-known hand?",
    summary: "A young lady in a straw hat bends to a rose bush; her face is hidden.",
  },
  5: {
    title: "A tender meeting",
    excerpt: "In memory of a meeting dear,",
    summary: "Dawn over a pond: two people hold hands in a white rotunda.",
  },
  6: {
    title: "A fateful parting",
    excerpt: "Or of a parting foretold,",
    summary: "An autumn sunset: a woman at a gate waves after a carriage.",
  },
  7: {
    title: "A lonely walk",
    excerpt: "Or of a lonely walk that led\nThrough quiet fields and forest shade?",
    summary: "A forest path: a walker leaves into bright mist between old trees.",
  },
  8: {
    title: "Faded like the flower",
    excerpt: "Or are they faded, both of them,\nLike this unknown flower?",
    summary: "Dusk in an old churchyard: the last flower drops its petals.",
  },
};
