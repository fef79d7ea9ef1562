import { theme as antd, type ThemeConfig } from 'antd';
import { accentOn } from './accent';
import type { Theme } from './preferences';

/** The grounds of tokens.css that are hardest to read on: what can be read there can be read anywhere. */
const GROUND = { dark: '#1d222d', light: '#eef1f5' } as const;
const PLATFORM_ACCENT = '#2f6be6';

export function themeOf(mode: Theme, brand: string | undefined): ThemeConfig {
  const accent = accentOn(brand ?? PLATFORM_ACCENT, GROUND[mode]);
  const dark = mode === 'dark';
  const calm = {
    activeBorderColor: dark ? '#a9b3c3' : '#4d5869',
    hoverBorderColor: dark ? '#566072' : '#8d98a8',
    activeShadow: 'none',
  };
  return {
    algorithm: dark ? antd.darkAlgorithm : antd.defaultAlgorithm,
    token: {
      colorPrimary: accent.fill,
      colorLink: accent.ink,
      colorInfo: accent.ink,
      colorTextLightSolid: accent.onFill,
      colorError: dark ? '#ff6b66' : '#c4281f',
      colorBgBase: dark ? '#0c0e13' : '#ffffff',
      colorBgContainer: dark ? '#171b24' : '#ffffff',
      colorBgElevated: dark ? '#1b202a' : '#ffffff',
      colorBorder: dark ? '#343c4b' : '#c9d0db',
      colorBorderSecondary: dark ? '#262c38' : '#e3e7ee',
      colorText: dark ? '#e9edf4' : '#141a24',
      colorTextSecondary: dark ? '#a9b3c3' : '#4d5869',
      colorTextPlaceholder: dark ? '#7e899b' : '#6b7687',
      fontFamily: 'var(--font)',
      fontSize: 14,
      controlHeight: 36,
      borderRadius: 8,
      wireframe: false,
      motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    },
    components: {
      // A field in use is not a field in error, whatever colour the brand has.
      Input: calm,
      InputNumber: calm,
      DatePicker: calm,
      Select: {
        activeBorderColor: calm.activeBorderColor,
        hoverBorderColor: calm.hoverBorderColor,
        activeOutlineColor: 'transparent',
      },
      Button: {
        fontWeight: 500,
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        // The algorithm would dim the brand's colour, and with it the contrast that accent.ts sees to.
        colorPrimary: accent.fill,
        colorPrimaryHover: accent.fillHover,
        colorPrimaryActive: accent.fillHover,
        primaryColor: accent.onFill,
        defaultHoverColor: accent.ink,
        defaultHoverBorderColor: accent.ink,
        defaultActiveColor: accent.ink,
        defaultActiveBorderColor: accent.ink,
      },
      Form: { itemMarginBottom: 20, labelColor: 'var(--text-2)', verticalLabelPadding: '0 0 6px' },
    },
  };
}

/** The accent as CSS variables, for what antd does not draw. */
export function accentVariables(mode: Theme, brand: string | undefined): Record<string, string> {
  const accent = accentOn(brand ?? PLATFORM_ACCENT, GROUND[mode]);
  return { '--accent': accent.fill, '--on-accent': accent.onFill, '--accent-ink': accent.ink };
}
