import { theme as antd, type ThemeConfig } from 'antd';
import { accentOn } from './accent';
import type { Theme } from './preferences';

/** The same numbers as tokens.css, for what antd draws itself. */
const GROUND = { dark: '#12151c', light: '#ffffff' } as const;
const PLATFORM_ACCENT = '#3d7bf0';

export function themeOf(mode: Theme, brand: string | undefined): ThemeConfig {
  const accent = accentOn(brand ?? PLATFORM_ACCENT, GROUND[mode]);
  const dark = mode === 'dark';
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
    },
    components: {
      Button: { fontWeight: 500, primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
      Form: { itemMarginBottom: 20, labelColor: 'var(--text-2)', verticalLabelPadding: '0 0 6px' },
    },
  };
}

/** The accent as CSS variables, for what antd does not draw. */
export function accentVariables(mode: Theme, brand: string | undefined): Record<string, string> {
  const accent = accentOn(brand ?? PLATFORM_ACCENT, GROUND[mode]);
  return { '--accent': accent.fill, '--on-accent': accent.onFill, '--accent-ink': accent.ink };
}
