export function bargaining(rounds: number, secret?: boolean): string;
