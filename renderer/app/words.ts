/**
 * What another language has to say where English says `T`: the same sentences with the same parameters, each of any wording. A sentence that is
 * missing, is too many or takes something else is an error of types.
 */
export type Words<T> = T extends (...given: infer Given) => infer Said
  ? (...given: Given) => Words<Said>
  : T extends string
    ? string
    : T extends object
      ? { [Key in keyof T]: Words<T[Key]> }
      : T
