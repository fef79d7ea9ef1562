import { Modal } from 'antd';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './palette.module.css';
import { type Command, useCommands } from './use-commands';

/** Everything the console can do, a few letters away. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [cursor, setCursor] = useState(0);
  const found = matching(useCommands(), typed);

  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setCursor((at) => (at + step + found.length) % Math.max(found.length, 1));
    }
    if (event.key === 'Enter') run(found[cursor]);
  };

  return (
    <Modal
      open
      footer={null}
      closable={false}
      onCancel={onClose}
      style={{ top: 90 }}
      title={<span className="visually-hidden">{t('palette.open')}</span>}
      styles={{ header: { margin: 0 } }}
    >
      <input
        // biome-ignore lint/a11y/noAutofocus: the palette is opened in order to type
        autoFocus
        className={styles.find}
        role="combobox"
        aria-expanded
        aria-controls="palette"
        aria-activedescendant={found[cursor] && `palette-${cursor}`}
        aria-label={t('palette.open')}
        placeholder={t('palette.placeholder')}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setCursor(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id="palette" role="listbox" className={styles.list} aria-label={t('palette.open')}>
        {found.length === 0 && <div className={styles.item}>{t('palette.nothing')}</div>}
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the combobox
          <div
            key={command.id}
            id={`palette-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === cursor}
            className={styles.item}
            onMouseMove={() => setCursor(index)}
            onClick={() => run(command)}
          >
            {command.title}
            <span>{command.hint}</span>
          </div>
        ))}
      </div>
    </Modal>
  );
}

function matching(commands: readonly Command[], typed: string): readonly Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter((command) => {
    const text = `${command.title} ${command.hint} ${command.id}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
