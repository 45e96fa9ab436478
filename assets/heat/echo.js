// A value that both sides can change: the learner here, a link or a button in Python.

/** Tells Python's news from its answers to what was sent: an answer may be older than what is shown by now. */
export class Echo {
  received = undefined;
  sent = [];

  send(value) {
    this.sent.push(value);
  }

  /** Whether what Python says now is to be shown. */
  isNews(value) {
    if (value === this.received) return false;
    this.received = value;
    const answered = this.sent.indexOf(value);
    this.sent.splice(0, answered < 0 ? this.sent.length : answered + 1);
    return answered < 0;
  }
}
