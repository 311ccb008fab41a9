#!/usr/bin/env python3
"""Prints the expected numbers of tests/engine/test_black_litterman.c by the textbook formula, in which the covariance and
the uncertainty of the views are inverted: ((tau S)^-1 + P' Omega^-1 P)^-1 ((tau S)^-1 pi + P' Omega^-1 Q). Needs numpy.
"""
import numpy as np

np.set_printoptions(precision=16, linewidth=130)


def posterior(S, pi, tau, P, Q, omega):
    A = np.linalg.inv(tau * S)
    O = np.diag(1 / omega)
    M = np.linalg.inv(A + P.T @ O @ P)
    return M @ (A @ pi + P.T @ O @ Q), S + M


def tell(name, S, pi, tau, P, Q, confidence, delta):
    omega = np.array([tau * p @ S @ p * (1 - c) / c for p, c in zip(P, confidence)])
    mean, cov = posterior(S, pi, tau, P, Q, omega)
    print(name, "\n omega", omega, "\n mean", mean, "\n w (delta S)", np.linalg.solve(delta * S, mean),
          "\n w (delta S_post)", np.linalg.solve(delta * cov, mean), "\n S_post diagonal", np.diag(cov))


vol = np.array([.160, .203, .248, .271, .210, .200, .187])
rho = [[1, .488, .478, .515, .439, .512, .491], [.488, 1, .664, .655, .310, .608, .779],
       [.478, .664, 1, .861, .355, .783, .668], [.515, .655, .861, 1, .354, .777, .653],
       [.439, .310, .355, .354, 1, .405, .306], [.512, .608, .783, .777, .405, 1, .652],
       [.491, .779, .668, .653, .306, .652, 1]]
S = np.outer(vol, vol) * rho
w = np.array([.016, .022, .052, .055, .116, .124, .615])
pi = 2.5 * S @ w
for france, uk in ((.295, .705), (.052 / .176, .124 / .176)):
    P = np.array([[0, 0, -france, 1, 0, -uk, 0], [0, 1, 0, 0, 0, 0, -1]])
    tell("countries, one view", S, pi, .05, P[:1], np.array([.05]), [.5], 2.5)
    for canada in (.03, .04):
        tell("countries, two views", S, pi, .05, P, np.array([.05, canada]), [.5, .5], 2.5)

rows = """.001005 .001328 -.000579 -.000675 .000121 .000128 -.000445 -.000437
.007277 -.001307 -.000610 -.002237 -.000989 .001442 -.001535
.059852 .027588 .063497 .023036 .032967 .048039
.029609 .026572 .021465 .020697 .029854
.102488 .042744 .039943 .065994
.032056 .019881 .032235
.028355 .035064
.079958"""
S = np.zeros((8, 8))
for i, row in enumerate(rows.split("\n")):
    S[i, i:] = S[i:, i] = [float(x) for x in row.split()]
w = np.array([.1934, .2613, .1209, .1209, .0134, .0134, .2418, .0349])
P = np.array([[0, 0, 0, 0, 0, 0, 1, 0], [-1, 1, 0, 0, 0, 0, 0, 0], [0, 0, .9, -.9, .1, -.1, 0, 0]])
Q = np.array([.0525, .0025, .02])
for delta in (.03 / (w @ S @ w), 3.07):
    for confidence in ((.5, .5, .5), (.25, .5, .65)):
        tell("classes, delta %.12g" % delta, S, delta * S @ w, .025, P, Q, confidence, delta)

mean = 3.07 * S @ w
mean += S @ P.T @ np.linalg.inv(P @ S @ P.T) @ (Q - P @ mean)
print("classes, certain views: w (delta S)", np.linalg.solve(3.07 * S, mean))

sd = np.array([.22, .16, .03, .05, .15])
C = np.eye(5)
for i, j, r in ((0, 1, .45), (0, 2, -.10), (0, 3, .15), (0, 4, .05), (1, 2, -.05), (1, 3, .20), (1, 4, .10), (2, 3, .50),
                (2, 4, .10), (3, 4, .05)):
    C[i, j] = C[j, i] = r
S = np.outer(sd, sd) * C
P = np.array([[1, -1, 0, 0, 0], [0, 0, 0, 0, 1.0]])
tell("five", S, 3 * S @ np.array([.25, .25, .2, .2, .1]), .05, P, np.array([.02, .03]), (.5, .25), 3)
