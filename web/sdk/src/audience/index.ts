/** The Audience API: operations ready to send, and their types. */
export * from '../../generated/audience';
