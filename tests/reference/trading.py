"""Reference portfolios with costs of trading, turnover and tracking error for tests/engine/test_allocate_trading.c.

Independent of the program: w = w0 + buy - sell as 2 n smooth variables, sequential quadratic programming (scipy's SLSQP)
from several starts, the best kept.
"""
import numpy as np
from scipy.optimize import minimize

MEAN = np.array([.08, .07, .03, .04, .045])
VOLATILITY = np.array([.22, .16, .03, .05, .15])
CORRELATION = np.array([
    [1, .45, -.10, .15, .05], [.45, 1, -.05, .20, .10], [-.10, -.05, 1, .50, .10],
    [.15, .20, .50, 1, .05], [.05, .10, .10, .05, 1]])
COVARIANCE = CORRELATION * np.outer(VOLATILITY, VOLATILITY)
HELD = np.array([.30, .20, .20, .20, .10])
BENCHMARK = np.array([.25, .25, .2, .2, .1])
IMPACT = np.array([.05, .05, .02, .02, .10])


def solve(objective, cost=0., turnover=None, tracking=None, upper=np.ones(5), more=()):
    """max objective(w, cost of w); buys and sells of an asset without cost are told apart by 1e-13."""
    def weights(x):
        return HELD + x[:5] - x[5:]

    def paid(x):
        return cost * np.sum(x)

    constraints = [{'type': 'eq', 'fun': lambda x: np.sum(weights(x)) - 1},
                   {'type': 'ineq', 'fun': weights}, {'type': 'ineq', 'fun': lambda x: upper - weights(x)}]
    if turnover is not None:
        constraints.append({'type': 'ineq', 'fun': lambda x: turnover - np.sum(x)})
    if tracking is not None:
        constraints.append({'type': 'ineq', 'fun': lambda x: 1e2 * (tracking ** 2 - (weights(x) - BENCHMARK)
                                                                    @ COVARIANCE @ (weights(x) - BENCHMARK))})
    for extra in more:
        constraints.append({'type': 'ineq', 'fun': lambda x, f=extra: f(weights(x), paid(x))})
    best = None
    rng = np.random.default_rng(1)
    for _ in range(30):
        start = rng.dirichlet(np.ones(5)) * (upper > 0)
        start /= start.sum()
        x = np.concatenate([np.maximum(start - HELD, 0), np.maximum(HELD - start, 0)])
        found = minimize(lambda y: -10. * objective(weights(y), paid(y)) + 1e-13 * np.sum(y), x,
                         bounds=[(0, 1)] * 10, constraints=constraints, method='SLSQP',
                         options={'ftol': 1e-16, 'maxiter': 2000})
        feasible = all(np.min(np.atleast_1d(c['fun'](found.x))) > -1e-10 if c['type'] == 'ineq'
                       else abs(c['fun'](found.x)) < 1e-10 for c in constraints)
        if feasible and (best is None or found.fun < best.fun):
            best = found
    w = weights(best.x)
    return w, objective(w, paid(best.x))


def utility(aversion, impact=0.):
    return lambda w, c: MEAN @ w - aversion / 2 * w @ COVARIANCE @ w - c - impact * IMPACT @ (w - HELD) ** 2


def variance(w, _):
    return -w @ COVARIANCE @ w


def sharpe(w, c):
    return (MEAN @ w - c - .02) / np.sqrt(w @ COVARIANCE @ w)


def net(w, c):
    return MEAN @ w - c


def show(name, result):
    print(name, np.array2string(result[0], precision=8, suppress_small=True), '%.10f' % result[1])


if __name__ == '__main__':
    for aversion, cost, impact in ((4, .002, 0), (4, .005, 0), (4, .02, 0), (4, 0, 1), (4, .002, 1)):
        show('utility %g cost %g impact %g' % (aversion, cost, impact), solve(utility(aversion, impact), cost))
    for turnover in (.1, .2):
        show('utility 4 turnover %g' % turnover, solve(utility(4), turnover=turnover))
    show('sharpe cost .002', solve(sharpe, .002))
    show('return .05 cost .002', solve(variance, .002, more=[lambda w, c: net(w, c) - .05]))
    show('variance turnover .3', solve(variance, turnover=.3))
    gold = np.array([1., 1, 0, 1, 1])
    show('most active return, tracking .02, no CN_GOV', solve(net, tracking=.02, upper=gold))
    show('utility 2 tracking .02', solve(utility(2), tracking=.02))
    show('variance tracking .02', solve(variance, tracking=.02))
    show('sharpe tracking .02', solve(sharpe, tracking=.02))
    show('return .055 tracking .02', solve(variance, tracking=.02, more=[lambda w, c: net(w, c) - .055]))
    show('volatility .09 tracking .02', solve(net, tracking=.02, more=[lambda w, c: .0081 - w @ COVARIANCE @ w]))
    show('utility 4 cost .002 turnover .2 tracking .02', solve(utility(4), .002, .2, .02))
