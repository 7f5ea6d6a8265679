/** One line of an order, as the page posts it. */
export const PAGE_ORDER = {
  index: 1,
  model: "wan2.5-t2i-preview",
  size: "1280*720",
  n: 1,
  seed: null,
  prompt: "A rose",
  negativePrompt: "",
  promptExtend: false,
  references: [],
  edit: null,
};
