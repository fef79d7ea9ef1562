/** What stands before the show: a nickname to choose, or the reason why there is no way in. */
import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { type MessageKey, useI18n } from '../i18n/i18n';
import { RedEnvelope } from '../red-packet/envelope';
import { LanguageSwitch } from '../ui/language-switch';
import css from './join-page.module.css';
import type { SessionState } from './session';

export const NICKNAME_MAX = 20;

interface Props {
  state: Exclude<SessionState, { kind: 'ready' }>;
  onJoin: (nickname: string) => void;
}

export function JoinPage({ state, onJoin }: Props) {
  const { t } = useI18n();
  return (
    <main class={css.page}>
      <div class={css.switch}>
        <LanguageSwitch />
      </div>
      <div class={css.card}>
        <RedEnvelope class={css.art} />
        {state.kind === 'closed' && <Notice title="join.closedTitle" text="join.closed" />}
        {state.kind === 'paused' && <Notice title="join.pausedTitle" text="join.paused" />}
        {state.kind === 'ended' && <Notice title="join.endedTitle" text="join.ended" />}
        {(state.kind === 'nickname' || state.kind === 'joining') && (
          <>
            <h1 class={css.title}>{t('join.title')}</h1>
            <p class={css.lead}>{t('join.lead')}</p>
            <NicknameForm state={state} onJoin={onJoin} />
          </>
        )}
      </div>
    </main>
  );
}

function Notice({ title, text }: { title: MessageKey; text: MessageKey }) {
  const { t } = useI18n();
  return (
    <div role="status">
      <h1 class={css.title}>{t(title)}</h1>
      <p class={css.lead}>{t(text)}</p>
    </div>
  );
}

interface FormProps {
  state: Extract<SessionState, { kind: 'nickname' | 'joining' }>;
  onJoin: (nickname: string) => void;
}

function NicknameForm({ state, onJoin }: FormProps) {
  const { t } = useI18n();
  const [nickname, setNickname] = useState('');
  const [empty, setEmpty] = useState(false);
  const joining = state.kind === 'joining';
  const problem = empty ? 'join.empty' : state.kind === 'nickname' && state.problem ? 'join.rejected' : null;

  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = nickname.trim();
    setEmpty(!name);
    if (name) onJoin(name);
  };

  return (
    <form class={css.form} onSubmit={submit} noValidate>
      <label class={css.label} for="nickname">
        {t('join.nickname')}
      </label>
      <input
        id="nickname"
        class={css.input}
        value={nickname}
        onInput={(event) => setNickname(event.currentTarget.value)}
        maxLength={NICKNAME_MAX}
        autocomplete="nickname"
        enterkeyhint="go"
        disabled={joining}
        aria-invalid={problem !== null}
        aria-describedby="nickname-hint"
      />
      <p id="nickname-hint" class={problem ? css.problem : css.hint} role={problem ? 'alert' : undefined}>
        {problem ? t(problem) : t('join.hint', { max: NICKNAME_MAX })}
      </p>
      <button class="button button-main" type="submit" disabled={joining}>
        {joining ? t('join.entering') : t('join.enter')}
      </button>
      <p class={css.trouble} role="status">
        {state.kind === 'joining' && state.trouble ? t(`join.${state.trouble}`) : ''}
      </p>
    </form>
  );
}
