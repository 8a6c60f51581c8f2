// The five axes of a buyer's type with their values, as the server names them.
export const AXES = {
  knowledge: ['none', 'half', 'expert'],
  price: ['generous', 'tests', 'insists'],
  demands: ['knows-quality', 'doubtful', 'perfectionist'],
  behaviour: ['sociable', 'buys-and-goes', 'polite', 'bargains', 'orders-unpaid'],
  character: ['friendly', 'decided', 'analytic', 'self-centred'],
} as const
