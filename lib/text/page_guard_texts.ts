/**
 * What the page's server says to a person whose browser it does not know.
 * @module
 */

/** In both languages: nothing is known of who asks. */
export const NOT_ADMITTED_TEXT = "Откройте адрес, который напечатала программа.\n" +
  "Open the address that the program printed.\n";
