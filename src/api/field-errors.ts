// What is wrong with one field of an object, in the terms of kube-apiserver, so that `docket validate`, the embedded cluster and a
// real one say the same. Types only.

export type FieldErrorReason =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueTypeInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueDuplicate'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany';

/** One cause of a refusal, as in `details.causes` of a Status. `field` is a path such as `spec.severityMap[1].from`. */
export interface FieldError {
  readonly field: string;
  readonly reason: FieldErrorReason;
  readonly message: string;
}
