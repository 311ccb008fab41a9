/* Doubles as decimal text, the same as printf gives and several times faster for the numbers reports are full of. */
#ifndef BALLAST_ENGINE_BASE_NUMBER_H
#define BALLAST_ENGINE_BASE_NUMBER_H

enum { NUMBER_SIZE = 352 };

/* As "%.<decimals>f", 0 <= decimals <= 12; value is finite. Writes into text and returns it. */
char *number_format_fixed(double value, int decimals, char text[NUMBER_SIZE]);

/* The shortest text that reads back as the same double ("0.1", "-3", "1e+300"); never "-0". value is finite. */
char *number_format_exact(double value, char text[NUMBER_SIZE]);

#endif
