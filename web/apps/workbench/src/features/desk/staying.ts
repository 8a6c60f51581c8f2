// What stands beside a talk is read once somebody stays with it: who steps through talks by a key reads their words alone.

export const STAYS_MS = 150
