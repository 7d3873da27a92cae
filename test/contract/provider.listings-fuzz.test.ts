// Mutated answers of every vendor that lists accounts or people.

import { stageEntra } from '../support/vendors/entra/stage.ts';
import { ORGANIZATION, stageGitHub } from '../support/vendors/github/stage.ts';
import { stageGoogle } from '../support/vendors/google/stage.ts';
import { stageJira } from '../support/vendors/jira/stage.ts';
import { stageOkta } from '../support/vendors/okta/stage.ts';
import { stagePagerDuty } from '../support/vendors/pagerduty/stage.ts';
import { stageZenduty } from '../support/vendors/zenduty/stage.ts';
import { directoryListing, rosterListing } from './listing-adapters.ts';
import { describeListingFuzz, NAMES } from './listing-fuzz.ts';

const ACCOUNT_STATES = ['active', 'inactive', 'unknown'];
const PERSON_STATES = ['active', 'inactive', 'offboarded', 'pending', 'unknown'];

describeListingFuzz({
  name: 'PagerDuty',
  path: '/users',
  states: ACCOUNT_STATES,
  async stage() {
    const staged = await stagePagerDuty({ rules: { maxLimit: 4 } });
    for (const id of NAMES) staged.server.account.people.set(id, { id, name: id, email: `${id}@example.com` });
    return {
      vendor: staged.server,
      open: (client) => rosterListing(staged.openRoster({}, { client })),
      [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
    };
  },
});

describeListingFuzz({
  name: 'Zenduty',
  path: '/api/account/members/',
  states: ACCOUNT_STATES,
  async stage() {
    const staged = await stageZenduty({ rules: { pagedMembers: true, pageSize: 4 } });
    for (const id of NAMES) {
      const member = { id, username: id, name: id, email: `${id}@example.com`, role: 3, isVerified: true };
      staged.server.account.members.set(id, member);
    }
    return {
      vendor: staged.server.loopback,
      open: (client) => rosterListing(staged.openRoster({}, { client })),
      [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
    };
  },
});

describeListingFuzz({
  name: 'Jira',
  path: '/rest/api/3/users/search',
  states: ACCOUNT_STATES,
  async stage() {
    const staged = await stageJira({ rules: { pageSize: 4 } });
    for (const id of NAMES) {
      const user = { accountId: id, accountType: 'atlassian', active: true, displayName: id };
      staged.server.account.users.set(id, { ...user, emailAddress: `${id}@example.com` });
    }
    return {
      vendor: staged.server.loopback,
      open: (client) => rosterListing(staged.openRoster({}, { client })),
      [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
    };
  },
});

describeListingFuzz({
  name: 'GitHub',
  path: `/orgs/${ORGANIZATION}/`,
  states: ACCOUNT_STATES,
  async stage() {
    const staged = await stageGitHub({ rules: { maxPage: 4 } });
    const organization = staged.server.account.addOrganization(ORGANIZATION);
    organization.hasSaml = true;
    for (const [id, login] of NAMES.entries()) {
      organization.people.set(id, { id, login, role: 'member', nameID: `${login}@example.com` });
    }
    return {
      vendor: staged.server,
      open: (client) => rosterListing(staged.openRoster({}, { client })),
      [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
    };
  },
});

describeListingFuzz({
  name: 'Microsoft Entra ID',
  path: '/v1.0/',
  states: PERSON_STATES,
  async stage() {
    const staged = await stageEntra({ pageSize: 4 });
    const ids = NAMES.map((name) => staged.server.tenant.addUser(name).id);
    staged.server.tenant.addGroup('Security', ids.slice(0, 6));
    staged.server.tenant.deleteUser(ids[8] ?? '');
    return {
      vendor: staged.server.loopback,
      open: (client) => directoryListing(staged.open({ groups: ['Security'] }, { client })),
      [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
    };
  },
});

describeListingFuzz({
  name: 'Okta',
  path: '/api/v1/',
  states: PERSON_STATES,
  async stage() {
    const staged = await stageOkta({ pageSize: 4 });
    const ids = NAMES.map((name, n) => staged.server.addUser(name, n === 8 ? { status: 'DEPROVISIONED' } : {}).id);
    staged.server.addGroup('Security', ids.slice(0, 6));
    return {
      vendor: staged.server.loopback,
      open: (client) => directoryListing(staged.open({ groups: ['Security'] }, { client })),
      [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
    };
  },
});

describeListingFuzz({
  name: 'Google Workspace',
  path: '/admin/',
  states: PERSON_STATES,
  async stage() {
    const staged = await stageGoogle({ pageSize: 4 });
    const ids = NAMES.map((name) => staged.server.addUser(name).id);
    staged.server.groups.set('security@acme.example', ids.slice(0, 6));
    staged.server.deleteUser(ids[8] ?? '');
    return {
      vendor: staged.server.loopback,
      open: (client) => directoryListing(staged.open({ groups: ['security@acme.example'] }, { client })),
      [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
    };
  },
});
