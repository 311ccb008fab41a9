/* Opens a session and hands it to the screens or to one command. */
int main(void)
{
	return 0;
}
