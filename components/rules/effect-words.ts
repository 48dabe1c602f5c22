import { QUEUES, type RuleEffect } from '#domain/rule'

/** Minutes as people say them: `45 min`, `4 h`, `2 days`; mixed amounts in the largest unit that fits exactly. */
export function dueWords(minutes: number): string {
  if (minutes % 1_440 === 0) return minutes === 1_440 ? '1 day' : `${minutes / 1_440} days`
  if (minutes % 60 === 0) return `${minutes / 60} h`
  return `${minutes} min`
}

export function queueName(queue: string): string {
  return queue in QUEUES ? QUEUES[queue as keyof typeof QUEUES].name : queue
}

export function effectWords({ priority, queue, dueMinutes }: RuleEffect): string {
  return `${queueName(queue)}, priority ${priority}, due in ${dueWords(dueMinutes)}`
}
