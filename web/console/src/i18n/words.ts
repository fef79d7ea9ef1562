import type zhCN from './zh-CN';

/** Chinese is written first; what it says, every other language must say. */
export type Words = Same<typeof zhCN>;

type Same<T> = { [K in keyof T]: T[K] extends string ? string : Same<T[K]> };
