/** The two APIs. Each has an address of its own here, so that a reload, a bookmark and a link stay with it. */
export interface Api {
  name: string;
  page: string;
  endpoint: string;
  /** What the first tab begins with. */
  query: string;
}

export const audience: Api = {
  name: 'Audience',
  page: '/graphiql/audience',
  endpoint: '/graphql',
  query: `# The Audience API is for viewers, and asks for the token
# of one: "Guest token" puts it into the headers below.
# Ctrl-Enter runs the query; F1 lists the commands.
query OnAir {
  viewer {
    nickname
  }
  channel {
    name
    currentShow {
      title
      currentSegment {
        title
      }
      campaigns {
        __typename
        id
        title
        status
      }
    }
  }
}
`,
};

export const staff: Api = {
  name: 'Console',
  page: '/graphiql/console',
  endpoint: '/console/graphql',
  query: `# The Console API is for staff: sign in to the console in
# this browser, or run signIn here. An app sends its API
# key as a header, { "Authorization": "Bearer …" }.
# Ctrl-Enter runs the query; F1 lists the commands.
query WhoAmI {
  me {
    member {
      name
      role
    }
    channel {
      slug
      nameZh
      nameEn
    }
  }
}
`,
};

export const apis = [audience, staff];

export function apiAt(path: string): Api {
  return apis.find((api) => path.startsWith(api.page)) ?? audience;
}
