import React from 'react';
import { render, screen } from '@testing-library/react';
import { Problem } from '../grafana/Problem';
import { ProblemNotice } from './ProblemNotice';

describe('ProblemNotice', () => {
  test.each([
    ['error', 'alert'],
    ['warning', 'alert'],
    ['info', 'status'],
  ] as const)('says what, why, and what to do, as %s', (severity, role) => {
    const problem = new Problem(
      'unreachable',
      'Logs cannot be reached',
      '“connection refused” (HTTP 502)',
      'Start Loki.'
    );
    render(<ProblemNotice problem={problem} severity={severity} />);
    const notice = screen.getByTestId('quayside-problem');
    expect(screen.getByRole(role, { name: /Logs cannot be reached/ })).toBeInTheDocument();
    expect(notice).toHaveTextContent('“connection refused” (HTTP 502)');
    expect(notice).toHaveTextContent('What to do: Start Loki.');
  });
});
