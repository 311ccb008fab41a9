/* Two small published-size data sets the engine's tests share. */
#ifndef BALLAST_TESTS_SUPPORT_FOUR_ASSETS_H
#define BALLAST_TESTS_SUPPORT_FOUR_ASSETS_H

/* Synthetic monthly returns of Chinese equity, US equity, bonds and gold, oldest first. */
__attribute__((unused)) static const double four_assets[24][4] = {
	{-0.0050, -0.0900, 0.0004, 0.0420},  {0.0315, 0.0484, 0.0158, 0.0418},    {0.0185, 0.0337, -0.0026, -0.0105},
	{0.0601, 0.0025, -0.0162, 0.0226},   {0.1068, 0.0521, 0.0017, 0.0290},    {-0.0282, -0.0151, 0.0324, 0.0947},
	{-0.0672, -0.0360, 0.0206, 0.0399},  {0.0121, 0.0162, -0.0011, -0.0305},  {0.0669, -0.0771, -0.0097, 0.0387},
	{0.0591, 0.0481, 0.0032, -0.0326},   {0.0315, 0.0231, 0.0041, 0.0264},    {-0.0713, -0.0280, -0.0024, -0.0312},
	{0.0296, -0.0227, 0.0011, 0.0979},   {0.0348, 0.0906, 0.0096, -0.0118},   {0.0290, 0.0239, -0.0011, -0.0077},
	{0.0026, 0.0250, -0.0128, -0.0202},  {-0.0039, -0.0369, 0.0035, 0.0340},  {-0.0741, -0.0353, -0.0019, -0.0088},
	{-0.1013, -0.0560, 0.0075, -0.0073}, {-0.1650, -0.0727, 0.0016, -0.0886}, {0.0294, 0.0596, 0.0013, -0.0117},
	{-0.1287, -0.1192, -0.0064, 0.0915}, {0.0030, -0.0324, 0.0086, 0.0020},   {0.0272, 0.0255, 0.0059, -0.0667},
};

/* 24 monthly portfolio returns of C. Bacon, Practical Portfolio Performance Measurement and Attribution (2008), as
 * distributed with the R package PerformanceAnalytics (portfolio_bacon). */
__attribute__((unused)) static const double bacon[24] = {
	.003, .026, .011, -.010, .015, .025, .016, .067, -.014, .040, -.005, .081,
	.040, -.037, -.061, .017, -.049, -.022, .070, .058, -.065, .024, -.005, -.009,
};

/* Their benchmark, as distributed: the 18th month, +.021, looks like a lost minus sign in the published file. */
__attribute__((unused)) static const double bacon_benchmark[24] = {
	.002, .025, .018, -.011, .014, .018, .014, .065, -.015, .042, -.006, .083,
	.039, -.038, -.062, .015, -.048, .021, .060, .056, -.067, .019, -.003, 0.0,
};

#endif
