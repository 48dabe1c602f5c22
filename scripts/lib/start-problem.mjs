/** Something that a person can put right: its message is one sentence that says what to do, shown without a stack. */
export class StartProblem extends Error {
  constructor(message, options) {
    super(message, options)
    this.name = 'StartProblem'
  }
}
