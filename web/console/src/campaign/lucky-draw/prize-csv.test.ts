import { describe, expect, it } from 'vitest';
import { readPrizes } from './prize-csv';

const rows = (text: string) => {
  const reading = readPrizes(text, 'CNY');
  if (reading.outcome !== 'READ') throw new Error(reading.outcome);
  return reading.rows;
};

describe('prizes from a CSV file', () => {
  it('reads what Excel saves in Chinese: BOM, CRLF, quoted commas, signs', () => {
    const text = '\uFEFF奖品,数量,价值\r\n"手机, 黑色",3,"¥6,999.00"\r\n茶叶,100,88.8\r\n';
    expect(rows(text)).toEqual([
      { line: 2, prize: { name: '手机, 黑色', quantity: 3, value: '6999.00' }, problems: [] },
      { line: 3, prize: { name: '茶叶', quantity: 100, value: '88.80' }, problems: [] },
    ]);
  });

  it('finds the columns by name, in any order', () => {
    expect(rows('value,extra,name,quantity\n5,x,Tea,2')[0]?.prize).toEqual({
      name: 'Tea',
      quantity: 2,
      value: '5.00',
    });
  });

  it('tells every row what is wrong with it, by the line of the file', () => {
    const text = 'name,quantity,value\n,1,5\n\nTea,0,5\nTea,2.5,5\nCar,1,50000.01\nPen,1,free\nCup,1,-3';
    expect(rows(text).map(({ line, problems }) => [line, problems])).toEqual([
      [2, ['name']],
      [4, ['quantity']],
      [5, ['twice', 'quantity']],
      [6, ['tooMuch']],
      [7, ['value']],
      [8, ['value']],
    ]);
  });

  it('says which columns it misses', () => {
    expect(readPrizes('name,amount\nTea,1', 'CNY')).toEqual({
      outcome: 'MISSING_COLUMNS',
      missing: ['quantity', 'value'],
    });
  });

  it.each(['', '\n\n', 'name,quantity,value\n'])('has nothing to read in %j', (text) => {
    expect(readPrizes(text, 'CNY').outcome).toBe('EMPTY');
  });

  it('allows what the law allows, to the fen', () => {
    expect(rows('name,quantity,value\nCar,1,50000')[0]?.problems).toEqual([]);
  });
});
