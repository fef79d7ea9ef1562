import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMoney, useNumber } from '../../session/channel';
import { Notice } from '../../ui/notice';
import type { PrizeFields } from './input';
import { type CsvReading, type CsvRow, readPrizes } from './prize-csv';
import styles from './prize-import.module.css';

interface Props {
  onImport: (prizes: PrizeFields[]) => void;
  onClose: () => void;
}

/** A list of prizes from a CSV file: read and shown first, taken over only when every row is right. */
export default function PrizeImport({ onImport, onClose }: Props) {
  const { t } = useTranslation();
  const { currency } = useMoney();
  const [text, setText] = useState('');
  const reading = text === '' ? undefined : readPrizes(text, currency);
  const rows = reading?.outcome === 'READ' ? reading.rows : [];
  const faulty = rows.filter((row) => row.problems.length > 0).length;
  const ready = rows.length > 0 && faulty === 0;
  return (
    <Modal
      open
      width={720}
      title={t('luckyDraw.import')}
      okText={t('luckyDraw.takeOver', { rows: rows.length })}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: !ready }}
      onOk={() => onImport(rows.map((row) => row.prize))}
      onCancel={onClose}
    >
      <p>{t('luckyDraw.importHint')}</p>
      <Input.TextArea
        className={styles.text}
        rows={5}
        aria-label={t('luckyDraw.csvText')}
        placeholder={t('luckyDraw.csvExample')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <FileButton onRead={setText} />
      {reading && <Verdict reading={reading} faulty={faulty} />}
      {rows.length > 0 && <Rows rows={rows} />}
    </Modal>
  );
}

function FileButton({ onRead }: { onRead: (text: string) => void }) {
  const { t } = useTranslation();
  return (
    <Button
      onClick={() => {
        const input = document.createElement('input');
        input.type = 'file';
        input.accept = '.csv,text/csv';
        input.onchange = () => void input.files?.[0]?.text().then(onRead);
        input.click();
      }}
    >
      {t('luckyDraw.chooseFile')}
    </Button>
  );
}

function Verdict({ reading, faulty }: { reading: CsvReading; faulty: number }) {
  const { t } = useTranslation();
  const number = useNumber();
  const said = () => {
    if (reading.outcome === 'EMPTY') return <Notice tone="warn" title={t('luckyDraw.csvEmpty')} />;
    if (reading.outcome === 'MISSING_COLUMNS') {
      const columns = reading.missing.map((column) => t(`luckyDraw.${column}`)).join(t('ui.listComma'));
      return <Notice tone="bad" title={t('luckyDraw.csvMissing', { columns })} />;
    }
    const all = number(reading.rows.length);
    return faulty > 0 ? (
      <Notice tone="bad" title={t('luckyDraw.csvFaulty', { faulty: number(faulty), rows: all })} />
    ) : (
      <Notice tone="good" title={t('luckyDraw.csvGood', { rows: all })} />
    );
  };
  return <div style={{ marginTop: 12 }}>{said()}</div>;
}

function Rows({ rows }: { rows: readonly CsvRow[] }) {
  const { t } = useTranslation();
  const money = useMoney();
  return (
    <div className={styles.rows}>
      <table className={styles.table} aria-label={t('luckyDraw.prizes')}>
        <thead>
          <tr>
            <th scope="col">{t('luckyDraw.line')}</th>
            <th scope="col">{t('luckyDraw.name')}</th>
            <th scope="col">{t('luckyDraw.quantity')}</th>
            <th scope="col">{t('luckyDraw.value')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ line, prize, problems }) => (
            <tr key={line} className={problems.length > 0 ? styles.bad : undefined}>
              <td>{line}</td>
              <td>
                {prize.name}
                <div className={styles.problem}>
                  {problems
                    .map((problem) => t(`luckyDraw.problem.${problem}`, { most: money.amount('50000') }))
                    .join(t('ui.listComma'))}
                </div>
              </td>
              <td>{prize.quantity ?? '–'}</td>
              <td>{money.amount(prize.value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
