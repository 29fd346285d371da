// NoCloud
