import type { VoteSettingsInput } from '../../../generated/graphql';

export interface OptionFields {
  label: string;
  imageUrl?: string | null;
}

export interface VoteFields {
  options: OptionFields[];
  maxChoices: number | null;
  countsVisible: boolean;
}

export const EMPTY: VoteFields = {
  options: [{ label: '' }, { label: '' }],
  maxChoices: 1,
  countsVisible: true,
};
export const FEWEST_OPTIONS = 2;

export function toInput({ options, maxChoices, countsVisible }: VoteFields): VoteSettingsInput {
  return {
    options: options.map(({ label, imageUrl }) => ({
      label: label.trim(),
      ...(imageUrl ? { imageUrl } : {}),
    })),
    maxChoices: maxChoices ?? 1,
    countsVisible,
  };
}

/** Two options that read alike split the votes of one. */
export function isRepeated(options: readonly (Partial<OptionFields> | undefined)[], at: number): boolean {
  const label = options[at]?.label?.trim();
  return Boolean(label) && options.findIndex((option) => option?.label?.trim() === label) < at;
}
