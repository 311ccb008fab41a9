/* The one style of every HTML page, and its hash for the page's security policy. For report/ alone. */
#ifndef BALLAST_REPORT_HTML_STYLE_H
#define BALLAST_REPORT_HTML_STYLE_H

/* What stands between <style> and </style>, byte for byte. */
extern const char html_style[];

/* "sha256-" and the base64 of SHA-256 over html_style; tests/report/policy.sh says the right one when it differs. */
extern const char html_style_hash[];

#endif
