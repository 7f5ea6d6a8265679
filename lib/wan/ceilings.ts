/**
 * The most that a person lets this program spend, as it stands in the environment and in `config.env`.
 * Neither can raise what the other says: of several values the lowest holds.
 * @module
 */
import type { Config, Setting } from "../config.ts";
import { InputError } from "../errors.ts";
import { type Ceiling, CURRENCIES, type Currency, parseMicros, PERIODS } from "../money.ts";
import { whereOf } from "./price_list.ts";

/** The variable of a ceiling: `ALIBABA_MAX_USD_PER_DAY`. */
function ceilingVariable(currency: Currency, period: Ceiling["period"]): string {
  return `ALIBABA_MAX_${currency}_PER_${period.toUpperCase()}`;
}

/**
 * All ceilings that are set, whatever their currency; of one period and currency the lowest.
 * @throws {InputError} `ceiling_invalid` for one that is no amount
 */
export function allCeilings(config: Config): Ceiling[] {
  return CURRENCIES.flatMap((currency) =>
    PERIODS.flatMap((period) => {
      const name = ceilingVariable(currency, period);
      const found = config.find(name).map((setting) => ({
        period,
        currency,
        limitMicros: limitOf(setting, name),
        name,
        ...whereOf(setting),
      }));
      const [lowest] = found.toSorted((a, b) => a.limitMicros - b.limitMicros);
      return lowest ?? [];
    })
  );
}

function limitOf(setting: Setting<string>, name: string): number {
  const micros = parseMicros(setting.value);
  if (micros !== undefined) return micros;
  throw new InputError("ceiling_invalid", { name, value: setting.value, ...whereOf(setting) });
}

/**
 * The ceilings that bind orders billed in a currency. One in another currency is passed over where
 * the right one is set as well; alone it would hold nothing while its owner trusts in it.
 * @param billed undefined: not known, so every ceiling stays
 * @throws {InputError} `ceiling_invalid`, `ceiling_currency`
 */
export function readCeilings(config: Config, billed: Currency | undefined): Ceiling[] {
  const all = allCeilings(config);
  if (billed === undefined) return all;
  const binding = all.filter(({ currency }) => currency === billed);
  const [foreign] = all.filter(({ currency }) => currency !== billed);
  if (binding.length > 0 || foreign === undefined) return binding;
  const { name, path, currency } = foreign;
  throw new InputError("ceiling_currency", { name, path, currency, billed });
}
