import type { TargetedSubmitEvent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useI18n } from '../i18n/i18n';
import css from './composer.module.css';
import { lengthOf } from './my-comments';
import type { Refusal } from './use-comments';

interface Props {
  maxLength: number;
  returned: Refusal | null;
  onSend: (body: string) => void;
}

export function Composer({ maxLength, returned, onSend }: Props) {
  const { t } = useI18n();
  const [body, setBody] = useState('');
  const left = maxLength - lengthOf(body.trim());

  useEffect(() => {
    // Never over what was typed since.
    if (returned) setBody((typed) => typed || returned.body);
  }, [returned]);

  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = body.trim();
    if (!text || left < 0) return;
    onSend(text);
    setBody('');
  };

  const trouble =
    left < 0 ? t('wall.over', { count: -left }) : returned && body ? t(`wall.${returned.outcome}`) : '';
  return (
    <form class={css.composer} onSubmit={submit}>
      <div class={css.row}>
        <input
          class={css.input}
          value={body}
          onInput={(event) => setBody(event.currentTarget.value)}
          aria-label={t('wall.label')}
          aria-invalid={left < 0}
          aria-describedby="composer-hint"
          placeholder={t('wall.placeholder')}
          autocomplete="off"
          enterkeyhint="send"
        />
        <button class={css.send} type="submit" disabled={!body.trim() || left < 0}>
          {t('wall.send')}
        </button>
      </div>
      <p id="composer-hint" class={css.hint} data-bad={trouble !== ''} role="status">
        {trouble || (left <= 20 ? t('wall.left', { count: left }) : '')}
      </p>
    </form>
  );
}
