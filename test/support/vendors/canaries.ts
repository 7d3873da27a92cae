// Personal data in many forms, to be planted into what a vendor answers: under dataPolicy Minimal none of it may be kept or told.

const CANARIES = [
  'jane.canary@example.com', 'j.canary+tag@mail.example.org', 'CANARY@EXAMPLE.NET', '"jane canary"@example.com', 'canary@exämple.de',
  'Jane Q. Canary', 'Canary, Jane', 'Dr. J. Canary-Smith', 'ジェーン・カナリー', 'Джейн Канарейка',
  '+1-202-555-0143', '(202) 555-0144', '0049 30 555 0145', '+44 20 7946 0146', 'tel:+12025550147',
  '078-05-1120', 'AB 12 34 56 C', 'PESEL 44051401359', 'BSN 111222333', 'CPF 123.456.789-09',
  'DE89 3704 0044 0532 0130 00', 'GB29NWBK60161331926819', '4111 1111 1111 1111', '5500-0000-0000-0004', 'CVV 737 of Canary',
  'patient canary-4711', 'MRN canary-0815', 'ICD-10 F32.1 canary', 'blood group AB of canary', 'insurance X123456789 canary',
  '203.0.113.77', '2001:db8::ca:7a47', '02:00:5e:10:ca:77', 'https://intranet.example/users/canary', '@canary_on_social',
  'born 1984-02-30 canary', '12 Canary Row, Springfield', 'passport C01X00T47 canary', 'licence plate CAN 4RY', 'password: Canary!hunter2',
] as const; // prettier-ignore

/** What of them to look for: a log or an object may escape quotation marks. */
export const CANARY_MARKS: readonly string[] = CANARIES.map((canary) => canary.replaceAll('"', ''));

/** The body, with all of them in additional members of each object, by names that vendors use. */
export function planted(body: unknown): unknown {
  if (Array.isArray(body)) return body.map((each) => planted(each));
  if (typeof body !== 'object' || body === null) return body;
  const members = Object.entries(body).map(([name, value]) => [name, planted(value)]);
  return { ...EXTRA, ...Object.fromEntries(members) };
}

const EXTRA = {
  emailAddress: CANARIES[0],
  displayName: CANARIES[5],
  comment: { comments: CANARIES.map((body) => ({ body })) },
  notes: CANARIES.join('\n'),
  contacts: CANARIES,
};
