// Refusals in AWS's form: the error's name in a header and in the body (JSON of GuardDuty, XML of STS).
// https://docs.aws.amazon.com/guardduty/latest/APIReference/CommonErrors.html

import { Refusal } from '../loopback/answers.ts';

export function awsError(status: number, name: string, message: string): Refusal {
  const headers = { 'x-amzn-errortype': name, 'x-amzn-requestid': '00000000-0000-0000-0000-000000000000' };
  return new Refusal({ status, headers, body: { __type: name, message } });
}

export function stsError(status: number, code: string, message: string): Refusal {
  const text = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>0</RequestId></ErrorResponse>`;
  return new Refusal({ status, headers: { 'content-type': 'text/xml' }, text });
}
