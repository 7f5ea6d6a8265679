/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * A box to tick with its words behind it.
 * @module
 */

/** The box and its words. */
export function Check({ id, label, isOn, onChange }: {
  readonly id: string;
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}) {
  return (
    <p class="check">
      <input
        id={id}
        type="checkbox"
        checked={isOn}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
    </p>
  );
}
