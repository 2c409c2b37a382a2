export function bargaining(rounds: number, secret?: boolean): string;
export function haggling(types?: number, rounds?: number): string;
