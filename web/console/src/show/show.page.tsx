import { PlusOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { NotFound } from '../app/not-found';
import { CampaignCard } from '../campaign/campaign-card';
import { useAbility } from '../session/abilities';
import { Loaded } from '../ui/loaded';
import { Empty, Panel } from '../ui/panel';
import { OnAir } from './on-air';
import { RunOfShow } from './run-of-show';
import styles from './show.module.css';
import { READS_SHOW, ShowDocument, showRoute } from './show.route';
import { ShowHeader } from './show-header';

/** The room of a show: what is on air, the run of show, and its campaigns. */
export function ShowPage() {
  const { showId } = showRoute.useParams();
  const [armed, setArmed] = useState(false);
  const result = useQuery({ query: ShowDocument, variables: { id: showId }, context: READS_SHOW });
  return (
    <Loaded result={result}>
      {({ show }) =>
        show ? (
          <>
            <ShowHeader show={show} />
            <OnAir show={show} armed={armed} onArm={setArmed} />
            <div className={styles.panes}>
              <RunOfShow show={show} armed={armed} />
              <Campaigns showId={show.id} campaigns={show.campaigns} />
            </div>
          </>
        ) : (
          <NotFound />
        )
      }
    </Loaded>
  );
}

type Cards = ({ id: string } & Parameters<typeof CampaignCard>[0]['campaign'])[];

function Campaigns({ showId, campaigns }: { showId: string; campaigns: Cards }) {
  const { t } = useTranslation();
  const canEdit = useAbility('edit');
  const build = canEdit && (
    <Link to="/shows/$showId/campaigns/new" params={{ showId }} search={{}}>
      <Button type="primary" icon={<PlusOutlined aria-hidden />}>
        {t('campaign.build')}
      </Button>
    </Link>
  );
  return (
    <Panel title={t('campaign.many')} bare aside={campaigns.length > 0 && build}>
      {campaigns.length === 0 && (
        <Empty title={t('campaign.none')} hint={t('campaign.noneHint')} action={build} />
      )}
      <ul className={styles.cards} aria-label={t('campaign.many')}>
        {campaigns.map((campaign) => (
          <li key={campaign.id}>
            <CampaignCard campaign={campaign} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
