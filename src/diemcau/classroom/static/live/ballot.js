// How a secret ballot stands, for the screens of its kinds. What keeps ballots is ballots.js, on phones alone.

let house = null;

/** The ballots of a running phone are kept here from now on. */
export function kept(ballots) {
  house = ballots;
}

/** How the ballot of a secret poll or survey stands, for its screen: {state, words, onDevice}. */
export function ballotOf(activity) {
  const state = house ? house.stateOf(activity) : "new";
  const { words = "", onDevice = true } = (house && house.kept[activity]) || {};
  return { state, words, onDevice };
}

/** Seal a ballot, the body of the kind's own `ballot`, and hand it in; a number is a choice, counted from 1. */
export function handIn(activity, ballot) {
  return house.handIn(activity, typeof ballot === "number" ? { choice: ballot } : ballot);
}
